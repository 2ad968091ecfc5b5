//! Routes, referrals and handovers on both databases, against the real protocols of a simulated internet.
//! Every job is delivered twice.
#![cfg(test)]

mod histories;
mod pages;
mod police;
mod routes;
mod taken_back;
mod urgent;
mod world;
