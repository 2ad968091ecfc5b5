//! What no single crate can see of itself: which crate may call which, whose table a statement touches,
//! whether both databases take every statement, whether every word has its Khmer.
#![cfg(test)]

mod directions;
mod documents;
mod logs;
mod migrations;
mod network;
mod sources;
mod statements;
mod tree;
mod words;
