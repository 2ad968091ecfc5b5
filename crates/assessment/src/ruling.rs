//! What answers come to: the INHOPE class and, independently of it, the national result.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Language;
use pack::{Answers, CLASSIFICATION, Pack, Schema};
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

/// The field of why content is unavailable or not illegal, where a schema has it.
pub(crate) const REASON: &str = "reason";

/// Under what something was judged: its words are read by these versions for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Under {
    /// The schema's name.
    pub schema: String,
    /// The schema's version.
    pub schema_version: String,
    /// The law's version.
    pub law_version: String,
    /// Since when that law is in force, as `2008-02-15`.
    pub law_in_force_from: String,
}

/// The youngest child of an item, or of all items of a place that call for action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Youngest {
    /// Its place in the schema's order of ages, the youngest 0.
    pub place: i64,
    /// The schema's key of the age.
    pub age: String,
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
    /// The youngest child, where an age was given.
    pub youngest: Option<Youngest>,
    /// Under which schema and law.
    pub under: Under,
}

impl Ruling {
    /// Of a case: each of the two answers is that of its most severe item, under whose schema it is read; the
    /// youngest child is that of the items that call for action. Nothing comes of no items. All of them are
    /// judged under one law.
    pub fn of_case<'a>(items: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let items = items.into_iter().cloned().map(|mut item| {
            if !item.calls_for_action() {
                item.youngest = None;
            }
            item
        });
        items.reduce(|mut whole, item| {
            whole.youngest = [whole.youngest, item.youngest].into_iter().flatten().min();
            if item.inhope_class > whole.inhope_class {
                whole.inhope_class = item.inhope_class;
                whole.reason = item.reason;
                whole.under.schema = item.under.schema;
                whole.under.schema_version = item.under.schema_version;
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

    /// The schema that its words are read by: the version it was made under, where the pack still has it.
    fn schema<'a>(&self, pack: &'a Pack) -> &'a Schema {
        pack.schema_version(&self.under.schema, &self.under.schema_version)
            .unwrap_or(&pack.schema)
    }

    /// The numbers in ICCAM of the options that it was made from, by field: those of the schema it was made under.
    pub(crate) fn iccam(&self, pack: &Pack, answers: &Answers) -> BTreeMap<String, Vec<u32>> {
        let Some(schema) = pack.schema_version(&self.under.schema, &self.under.schema_version)
        else {
            return BTreeMap::new();
        };
        let numbers = |field: &pack::Field| {
            let key = field.key.get_ref();
            let chosen = answers.get(key)?;
            let options = field.options.iter().filter(|one| chosen.contains(&one.key));
            let numbers: Vec<_> = options.filter_map(|one| one.iccam).collect();
            (!numbers.is_empty()).then(|| (key.clone(), numbers))
        };
        schema.fields.iter().filter_map(numbers).collect()
    }

    /// The class in words.
    pub fn class_label<'a>(&self, pack: &'a Pack, language: Language) -> &'a str {
        self.schema(pack)
            .label(CLASSIFICATION, self.inhope_class.name(), language)
    }

    /// The reason in words.
    pub fn reason_label<'a>(&'a self, pack: &'a Pack, language: Language) -> Option<&'a str> {
        let reason = self.reason.as_deref()?;
        Some(self.schema(pack).label(REASON, reason, language))
    }

    /// The age of the youngest child in words.
    pub fn youngest_label<'a>(&'a self, pack: &'a Pack, language: Language) -> Option<&'a str> {
        let age = &self.youngest.as_ref()?.age;
        let schema = self.schema(pack);
        let field = schema.youngest.as_ref().map(|ages| ages.field.as_str());
        Some(schema.label(field.unwrap_or_default(), age, language))
    }

    /// The articles that are met in words: those of the law it was made under.
    pub fn article_labels(&self, pack: &Pack, language: Language) -> Vec<String> {
        let law = pack.laws.version(&self.under.law_version);
        let label = |key: &String| {
            let known = law.and_then(|law| law.articles.iter().find(|one| one.key == *key));
            known.map_or_else(
                || key.clone(),
                |known| known.label.in_language(language).to_owned(),
            )
        };
        self.articles.iter().map(label).collect()
    }

    /// The law and those of its articles that are met, in words; nothing where none is.
    pub fn basis(&self, pack: &Pack, language: Language) -> String {
        pack.laws
            .version(&self.under.law_version)
            .map(|law| law.basis(&self.articles, language))
            .unwrap_or_default()
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
        let youngest: Option<String> = row.get("youngest")?;
        let place: Option<i64> = row.get("youngest_place")?;
        Ok(Self {
            inhope_class: Class::named(&class).ok_or_else(unreadable("assessment inhope_class"))?,
            reason: row.get("reason")?,
            national_result: National::named(&national)
                .ok_or_else(unreadable("assessment national_result"))?,
            articles: serde_json::from_str(&articles)
                .map_err(|_| unreadable("assessment articles")())?,
            youngest: youngest
                .zip(place)
                .map(|(age, place)| Youngest { place, age }),
            under: Under {
                schema: row.get("schema")?,
                schema_version: row.get("schema_version")?,
                law_version: row.get("law_version")?,
                law_in_force_from: row.get("law_in_force_from")?,
            },
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
            youngest: None,
            under: Under {
                schema: "s".to_owned(),
                schema_version: "1".to_owned(),
                law_version: "l".to_owned(),
                law_in_force_from: "2020-01-01".to_owned(),
            },
        }
    }

    fn of_age(mut ruling: Ruling, place: i64, age: &str) -> Ruling {
        ruling.youngest = Some(Youngest {
            place,
            age: age.to_owned(),
        });
        ruling
    }

    #[test]
    fn the_youngest_child_and_the_most_severe_class_need_not_be_of_one_item() {
        let severe = ruling(Class::Baseline, None, National::Illegal, &["41"]);
        let severe = of_age(severe, 1, "child");
        let younger = ruling(Class::National, None, National::Illegal, &["41"]);
        let younger = of_age(younger, 0, "infant");
        // A child on a harmless picture is none of the place's victims.
        let harmless = ruling(Class::NotIllegal, Some("other"), National::NotIllegal, &[]);
        let harmless = of_age(harmless, 0, "infant");
        let unaged = ruling(Class::National, None, National::Illegal, &["41"]);
        let of = |items: &[&Ruling]| {
            let whole = Ruling::of_case(items.iter().copied()).unwrap();
            (whole.inhope_class, whole.youngest.map(|one| one.age))
        };
        let child = Some("child".to_owned());
        assert_eq!(of(&[&severe, &harmless]), (Class::Baseline, child.clone()));
        assert_eq!(of(&[&harmless, &severe, &unaged]), (Class::Baseline, child));
        let infant = Some("infant".to_owned());
        assert_eq!(of(&[&severe, &younger]), (Class::Baseline, infant));
        assert_eq!(of(&[&harmless]), (Class::NotIllegal, None));
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
