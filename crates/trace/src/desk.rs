//! The page of the hotline's own rules, for managers.
//!
//! | path | fields |
//! |---|---|
//! | `GET /rules` | `ended`: those that ended too |
//! | `POST /rules` | `reach`, `key`, `says`, `address`, `provider`, `mail`, `country`, `reason` |
//! | `POST /rules/{id}/end` | `reason` |

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Desk, SignedForm, SignedIn, Staff};
use kernel::{Id, Sensitive, Timestamp};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;
use store::Tx;

use crate::{Error, NewRule, Rule, Says, Wrong, add_rule, end_rule, rules};

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/rules", get(list).post(add))
        .route("/rules/{id}/end", post(end))
        .merge(crate::api::routes())
}

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    frame: Frame,
    csrf: String,
    rows: Vec<RuleRow>,
    with_ended: bool,
    reaches: Vec<Choice>,
    kinds: Vec<Choice>,
    form: RuleForm,
    errors: FormErrors,
}

struct RuleRow {
    id: String,
    key: String,
    reach: String,
    says: String,
    /// Whom it names, in parts.
    named: Vec<String>,
    reason: String,
    since: String,
    who: String,
    ended: Option<(String, String, String)>,
}

/// What the list is asked for.
#[derive(Deserialize)]
struct Asked {
    ended: Option<String>,
}

/// What a person fills in to add a rule.
#[derive(Deserialize, Default)]
struct RuleForm {
    reach: String,
    key: Sensitive<String>,
    says: String,
    address: Sensitive<String>,
    provider: Sensitive<String>,
    mail: Sensitive<String>,
    country: String,
    reason: Sensitive<String>,
}

impl RuleForm {
    fn new_rule(&self) -> NewRule<'_> {
        NewRule {
            reach: &self.reach,
            key: self.key.expose(),
            says: &self.says,
            address: self.address.expose(),
            provider: self.provider.expose(),
            mail: self.mail.expose(),
            country: &self.country,
            reason: self.reason.expose(),
        }
    }
}

#[derive(Deserialize)]
struct EndForm {
    reason: Sensitive<String>,
}

/// GET /rules
async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let form = RuleForm {
        reach: "host".to_owned(),
        says: Says::RealHost.name().to_owned(),
        ..RuleForm::default()
    };
    let with_ended = asked.ended.is_some();
    show(&desk, &signed_in, with_ended, form, FormErrors::none()).await
}

async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    with_ended: bool,
    form: RuleForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let mut rows = Vec::new();
    for rule in rules(&mut tx, signed_in.actor(), with_ended).await? {
        rows.push(row(&mut tx, desk, signed_in, &words, &rule).await?);
    }
    drop(tx);
    let reach = |name: &str, key| Choice::new(name, words.text(key));
    page::render(&RulesPage {
        frame: desk
            .frame(signed_in, words.text("trace-rules"))
            .with_errors(&errors),
        csrf: signed_in.csrf(),
        rows,
        with_ended,
        reaches: vec![
            reach("host", "trace-rule-reach-host"),
            reach("suffix", "trace-rule-reach-suffix"),
            reach("network", "trace-rule-reach-network"),
        ],
        kinds: Says::ALL
            .map(|says| Choice::new(says.name(), words.text(says.message())))
            .to_vec(),
        form,
        errors,
    })
}

async fn row(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    words: &Words,
    rule: &Rule,
) -> Result<RuleRow, Problem> {
    let at = |instant: Timestamp| words.date_time(instant, &desk.pack.zone);
    let named = &rule.named;
    let parts = [
        named.provider.clone(),
        named.address.map(|address| address.to_string()),
        named.mail.clone(),
        named.country.map(|country| words.country(country)),
    ];
    let ended = match &rule.ended {
        Some(ended) => Some((
            at(ended.at),
            who(tx, signed_in, words, ended.by).await?,
            page::harmless(ended.reason.expose()),
        )),
        None => None,
    };
    Ok(RuleRow {
        id: rule.id.to_string(),
        key: rule.key.text(),
        reach: words.text(rule.key.message()),
        says: words.text(rule.says.message()),
        named: parts.into_iter().flatten().collect(),
        reason: page::harmless(rule.reason.expose()),
        since: at(rule.added_at),
        who: who(tx, signed_in, words, rule.added_by).await?,
        ended,
    })
}

async fn who(
    tx: &mut Tx,
    signed_in: &SignedIn,
    words: &Words,
    id: Id<Staff>,
) -> Result<String, Problem> {
    let name = identity::name(tx, signed_in.actor(), id).await;
    Ok(match name.map_err(Problem::from)? {
        Some(name) => name.expose().clone(),
        None => words.text("trace-rule-somebody"),
    })
}

/// POST /rules
async fn add(
    State(desk): State<Desk>,
    SignedForm(signed_in, form): SignedForm<RuleForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    match add_rule(&mut tx, signed_in.actor(), &form.new_rule()).await {
        Ok(_) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(Redirect::to("/rules").into_response())
        }
        Err(Error::Rule(wrong)) => {
            drop(tx);
            let page = show(&desk, &signed_in, false, form, errors_of(wrong)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn errors_of(wrong: Wrong) -> FormErrors {
    let mut errors = FormErrors::none();
    errors.push(wrong.field(), Message::new(wrong.message()));
    errors
}

/// POST /rules/{id}/end
async fn end(
    State(desk): State<Desk>,
    Path(id): Path<Id<Rule>>,
    SignedForm(signed_in, form): SignedForm<EndForm>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    end_rule(&mut tx, signed_in.actor(), id, form.reason.expose()).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/rules"))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) => Self::Denied,
            Error::NotFound => Self::NotFound,
            Error::Changed => Self::Conflict(Message::new("trace-rule-changed")),
            Error::Rule(wrong) => Self::Conflict(Message::new(wrong.message())),
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_crate_brings_the_words_it_asks_for() {
        let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
        // Words for what stands in findings are asked for by the page of the case.
        assert_eq!(found.missing, Vec::<String>::new());
    }
}
