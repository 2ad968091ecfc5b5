//! The whole product, started as its users start it, on a small internet and on both databases.

#![cfg(test)]

mod alarm;
mod apart;
mod canary;
mod chain;
mod concurrency;
mod durability;
mod failing;
mod import;
mod kill;
mod onion;
mod storm;

use std::path::Path;

use demo::{Product, Settings, Stores};
use smallnet::SmallNet;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_hotline");

/// A product that is prepared and runs, on SQLite or on PostgreSQL.
async fn running(net: &SmallNet, postgres: bool) -> Product {
    let mut product = prepared(net, postgres).await;
    product.start().await.unwrap();
    product
}

async fn prepared(net: &SmallNet, postgres: bool) -> Product {
    let stores = if postgres {
        Some(Stores {
            letterbox: store::testing::new_database("letterbox").await,
            desk: store::testing::new_database("desk").await,
        })
    } else {
        None
    };
    prepared_at(net, stores).await
}

/// A product that is prepared, on these stores or on two SQLite files.
async fn prepared_at(net: &SmallNet, stores: Option<Stores>) -> Product {
    let settings = Settings {
        stores,
        ..Settings::default()
    };
    Product::prepare(Path::new(PROGRAM), net, &settings)
        .await
        .unwrap()
}
