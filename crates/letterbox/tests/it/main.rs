//! The public's side through HTTP on a real listener, over both databases.
#![cfg(test)]

mod account;
mod bad_input;
mod client;
mod house;
mod questions;
mod receipts;
mod reports;
mod trouble;
