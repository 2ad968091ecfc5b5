//! This module's part of the desk's interface for programs: the hotline's own rules.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{By, Creating, Desk, Reply, Staff, may};
use kernel::{Country, Id, Sensitive};
use page::Problem;
use serde::{Deserialize, Serialize};

use crate::desk::errors_of;
use crate::{Error, NewRule, Rule, add_rule, end_rule, rules};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/rules", get(list).post(add))
        .route("/api/v1/rules/{id}/end", post(end))
}

#[derive(Serialize)]
struct RulesView {
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct RuleView {
    id: Id<Rule>,
    reach: &'static str,
    key: String,
    says: &'static str,
    address: Option<String>,
    provider: Option<String>,
    mail: Option<String>,
    country: Option<Country>,
    reason: String,
    added_at: String,
    added_by: Id<Staff>,
    ended_at: Option<String>,
    ended_by: Option<Id<Staff>>,
    ended_reason: Option<String>,
}

impl From<Rule> for RuleView {
    fn from(rule: Rule) -> Self {
        let ended = rule.ended;
        Self {
            id: rule.id,
            reach: rule.key.reach(),
            key: rule.key.text(),
            says: rule.says.name(),
            address: rule.named.address.map(|address| address.to_string()),
            provider: rule.named.provider,
            mail: rule.named.mail,
            country: rule.named.country,
            reason: rule.reason.expose().clone(),
            added_at: rule.added_at.to_string(),
            added_by: rule.added_by,
            ended_at: ended.as_ref().map(|ended| ended.at.to_string()),
            ended_by: ended.as_ref().map(|ended| ended.by),
            ended_reason: ended.map(|ended| ended.reason.expose().clone()),
        }
    }
}

/// A rule to add.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleBody {
    reach: String,
    key: Sensitive<String>,
    says: String,
    address: Option<Sensitive<String>>,
    provider: Option<Sensitive<String>>,
    mail: Option<Sensitive<String>>,
    country: Option<String>,
    reason: Sensitive<String>,
}

/// Why a rule ends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EndBody {
    reason: Sensitive<String>,
}

#[derive(Serialize)]
struct RuleDone {
    id: Id<Rule>,
}

/// GET /api/v1/rules: those that ended too where `ended` is asked for.
async fn list(
    State(desk): State<Desk>,
    caller: By<may::ManageRules>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let with_ended = query.iter().any(|(name, _)| name == "ended");
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let rules = rules(&mut tx, caller.actor(), with_ended).await?;
    let rules = rules.into_iter().map(RuleView::from).collect();
    Ok(Json(RulesView { rules }).into_response())
}

/// POST /api/v1/rules
async fn add(
    State(desk): State<Desk>,
    caller: By<may::ManageRules>,
    Creating(sent, turn): Creating<RuleBody>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let text = |part: &Option<Sensitive<String>>| {
            part.as_ref()
                .map(|part| part.expose().clone())
                .unwrap_or_default()
        };
        let (address, provider) = (text(&sent.address), text(&sent.provider));
        let mail = text(&sent.mail);
        let new = NewRule {
            reach: &sent.reach,
            key: sent.key.expose(),
            says: &sent.says,
            address: &address,
            provider: &provider,
            mail: &mail,
            country: sent.country.as_deref().unwrap_or_default(),
            reason: sent.reason.expose(),
        };
        let id = match add_rule(&mut tx, caller.actor(), &new).await {
            Ok(id) => id,
            Err(Error::Rule(wrong)) => return Err(Problem::Invalid(errors_of(wrong))),
            Err(error) => return Err(error.into()),
        };
        let place = "/api/v1/rules".to_owned();
        Ok((tx, Reply::created(place, &RuleDone { id })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/rules/{id}/end
async fn end(
    State(desk): State<Desk>,
    caller: By<may::ManageRules>,
    Path(id): Path<Id<Rule>>,
    Creating(sent, turn): Creating<EndBody>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        match end_rule(&mut tx, caller.actor(), id, sent.reason.expose()).await {
            Ok(()) => Ok((tx, Reply::ok(&RuleDone { id })?)),
            Err(Error::Rule(wrong)) => Err(Problem::Invalid(errors_of(wrong))),
            Err(error) => Err(error.into()),
        }
    };
    turn.run(&desk, caller.actor(), work).await
}
