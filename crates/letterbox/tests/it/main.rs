//! The public's side through HTTP on a real listener, over both databases.
#![cfg(test)]

mod abuse;
mod account;
mod bad_input;
mod client;
mod disk;
mod house;
mod leads;
mod programs;
mod provider;
mod questions;
mod receipts;
mod reports;
mod trouble;
mod weight;
