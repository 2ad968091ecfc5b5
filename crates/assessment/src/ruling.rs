//! What answers come to: the INHOPE class and, independently of it, the national result.

use std::collections::BTreeSet;

use store::Row;

/// The INHOPE class of an item or a case, the least severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// It could not be assessed; the reason says why.
    Unavailable,
    /// Not illegal; the reason says why.
    NotIllegal,
    /// Illegal here, though not everywhere.
    National,
    /// Illegal wherever there is law: INTERPOL's baseline.
    Baseline,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 4] = [
        Self::Unavailable,
        Self::NotIllegal,
        Self::National,
        Self::Baseline,
    ];

    /// The name, as stored, and as the schema's field `classification` has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::NotIllegal => "not_illegal",
            Self::National => "national",
            Self::Baseline => "baseline",
        }
    }

    /// The class of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Whether content of this class is to be acted on.
    pub const fn is_illegal(self) -> bool {
        matches!(self, Self::National | Self::Baseline)
    }
}

/// The result under the national law, the least severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum National {
    /// The content could not be assessed: the questions of the law were left.
    NotAssessed,
    /// No article is met, and nothing else speaks against it.
    NotIllegal,
    /// No article is met, yet it harms a child: the law has a gap. A provider can be asked under its terms.
    Harmful,
    /// An article is met.
    Illegal,
}

impl National {
    /// Every result.
    pub const ALL: [Self; 4] = [
        Self::NotAssessed,
        Self::NotIllegal,
        Self::Harmful,
        Self::Illegal,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAssessed => "not_assessed",
            Self::NotIllegal => "not_illegal",
            Self::Harmful => "harmful",
            Self::Illegal => "illegal",
        }
    }

    /// The result of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.name() == name)
    }
}

/// What an item's answers, or a case's items together, come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The INHOPE class.
    pub inhope_class: Class,
    /// The pack's key of why it is unavailable or not illegal.
    pub reason: Option<String>,
    /// The national result.
    pub national_result: National,
    /// The pack's keys of the articles that are met.
    pub articles: BTreeSet<String>,
}

impl Ruling {
    /// Of a case: each of the two answers is that of its most severe item. Nothing comes of no items.
    pub fn of_case<'a>(items: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        items.into_iter().cloned().reduce(|mut whole, item| {
            if item.inhope_class > whole.inhope_class {
                whole.inhope_class = item.inhope_class;
                whole.reason = item.reason;
            }
            whole.national_result = whole.national_result.max(item.national_result);
            whole.articles.extend(item.articles);
            whole
        })
    }

    /// Whether something is to be done about it: illegal by either answer, or harmful.
    pub fn calls_for_action(&self) -> bool {
        self.inhope_class.is_illegal() || self.national_result >= National::Harmful
    }

    /// The articles as they are stored: a JSON list.
    pub(crate) fn articles_text(&self) -> String {
        serde_json::json!(self.articles).to_string()
    }

    /// Reads the columns that assessments and decisions share.
    pub(crate) fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = |column| move || store::Error::Unreadable(column);
        let class: String = row.get("inhope_class")?;
        let national: String = row.get("national_result")?;
        let articles: String = row.get("articles")?;
        Ok(Self {
            inhope_class: Class::named(&class).ok_or_else(unreadable("assessment inhope_class"))?,
            reason: row.get("reason")?,
            national_result: National::named(&national)
                .ok_or_else(unreadable("assessment national_result"))?,
            articles: serde_json::from_str(&articles)
                .map_err(|_| unreadable("assessment articles")())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruling(class: Class, reason: Option<&str>, national: National, article: &[&str]) -> Ruling {
        Ruling {
            inhope_class: class,
            reason: reason.map(str::to_owned),
            national_result: national,
            articles: article.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    #[test]
    fn a_case_is_as_severe_as_its_most_severe_item() {
        let adult = ruling(Class::NotIllegal, Some("adult"), National::NotIllegal, &[]);
        let gone = ruling(Class::Unavailable, Some("gone"), National::NotAssessed, &[]);
        let drawn = ruling(Class::NotIllegal, Some("virtual"), National::Harmful, &[]);
        let worst = ruling(Class::Baseline, None, National::Illegal, &["41"]);
        assert_eq!(Ruling::of_case([]), None);
        assert_eq!(Ruling::of_case([&gone, &adult]), Some(adult.clone()));
        assert!(!adult.calls_for_action() && drawn.calls_for_action());
        assert_eq!(
            Ruling::of_case([&adult, &drawn, &worst, &gone]),
            Some(worst)
        );
    }

    #[test]
    fn the_two_answers_are_independent() {
        let national = ruling(Class::National, None, National::NotIllegal, &[]);
        let harmful = ruling(Class::NotIllegal, Some("virtual"), National::Harmful, &[]);
        let whole = Ruling::of_case([&harmful, &national]).unwrap();
        assert_eq!(whole.inhope_class, Class::National);
        assert_eq!(whole.reason, None);
        assert_eq!(whole.national_result, National::Harmful);
    }

    #[test]
    fn names_read_back() {
        for class in Class::ALL {
            assert_eq!(Class::named(class.name()), Some(class));
        }
        for result in National::ALL {
            assert_eq!(National::named(result.name()), Some(result));
        }
    }
}
