//! Routes, referrals and handovers on both databases, against the real protocols of a simulated internet.
//! Every job is delivered twice.
#![cfg(test)]

mod blind;
mod by_hand;
mod evidence;
mod histories;
mod hosts;
mod led;
mod letters;
mod notes;
mod overdue;
mod pages;
mod police;
mod police_contacts;
mod police_mail;
mod police_words;
mod programs;
mod programs_hosts;
mod provider_mail;
mod routes;
mod taken_back;
mod timelines;
mod urgent;
mod week;
mod world;
