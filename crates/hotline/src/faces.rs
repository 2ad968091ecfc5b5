//! The two faces as routers: what each module offers, wrapped once in problems, headers and assets.

use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use identity::{Desk, KeyRules};
use kernel::SystemEntropy;
use letterbox::{KeyFile, Letterbox};
use pack::Pack;
use page::{Catalogue, Face, Problems};
use store::Db;

use crate::config::Config;

/// The reporting site, until `end` is ready.
pub(crate) fn letterbox(
    config: &Config,
    db: Db,
    keys: KeyFile,
    pack: &Arc<Pack>,
    catalogue: &Catalogue,
    end: impl Future<Output = ()> + Send + 'static,
) -> Router {
    let letterbox = Letterbox::new(
        db,
        keys,
        Arc::clone(pack),
        catalogue.clone(),
        config.demonstration,
        Arc::new(SystemEntropy),
    )
    .within(config.letterbox.space)
    .until(end);
    let routes = letterbox::router(letterbox).merge(page::assets_router());
    wrap(routes, config.demonstration, pack, catalogue, Face::Public)
}

/// The staff's desk: the routes of every module that has some.
pub(crate) fn desk(config: &Config, db: Db, pack: &Arc<Pack>, catalogue: &Catalogue) -> Router {
    let desk = Desk {
        db,
        pack: Arc::clone(pack),
        catalogue: catalogue.clone(),
        demonstration: config.demonstration,
        keys: KeyRules {
            longest: Duration::from_hours(24 * u64::from(config.desk.key_days)),
            calls_a_minute: config.desk.key_calls_a_minute,
        },
        behind_tls: config.desk.behind_tls,
        isolated_browser: config
            .desk
            .isolated_browser
            .as_ref()
            .map(|scheme| scheme.text().to_owned()),
    };
    let routes = desk_routes()
        .layer(Extension(referral::bell()))
        .with_state(desk)
        .merge(page::assets_router());
    wrap(routes, config.demonstration, pack, catalogue, Face::Desk)
}

fn desk_routes() -> Router<Desk> {
    identity::routes()
        .merge(module_routes())
        .merge(crate::openapi::routes())
}

/// The routes of every module that has pages for staff.
pub(crate) fn module_routes() -> Router<Desk> {
    Router::new()
        .merge(intake::routes())
        .merge(assessment::routes())
        .merge(inventory::routes())
        .merge(stakeholders::routes())
        .merge(trace::routes())
        .merge(referral::routes())
        .merge(exchange::routes())
        .merge(takedown::routes())
        .merge(routing::routes())
        .merge(statistics::routes())
}

fn wrap(
    routes: Router,
    demonstration: bool,
    pack: &Pack,
    catalogue: &Catalogue,
    face: Face,
) -> Router {
    let problems = Problems {
        catalogue: catalogue.clone(),
        offered: pack.languages.clone().into(),
        demonstration,
        aside: match face {
            Face::Public => Some(Arc::new(letterbox::aside(pack))),
            Face::Desk => None,
        },
        entropy: Arc::new(SystemEntropy),
    };
    page::with_secure_headers(page::with_problems(routes, problems), face)
}
