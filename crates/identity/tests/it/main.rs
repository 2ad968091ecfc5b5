//! Signing in, sessions and this crate's pages, through requests, on both databases.

#![cfg(test)]

mod keys;
mod late;
mod pages;
mod partners;
mod sessions;
mod staff;

use identity::testing::{Answer, TestDesk};
use store::testing::TestDb;
use store::values;

fn desk(test: &TestDb) -> TestDesk {
    TestDesk::new(test, axum::Router::new(), &[])
}

/// How many entries of the record tell of this action.
async fn recorded(test: &TestDb, action: &'static str) -> i64 {
    let mut tx = test.desk.read().await.unwrap();
    let (count,): (i64,) = tx
        .one(
            "SELECT COUNT(*) AS value FROM audit_entry WHERE action = $1",
            values![action],
        )
        .await
        .unwrap();
    count
}

/// A page without the name that was typed into it.
fn without(answer: &Answer, name: &str) -> String {
    answer.body.replace(name, "")
}
