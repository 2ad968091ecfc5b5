//! Notices and checks on both databases, against the real protocols of a simulated internet.
#![cfg(test)]

mod abroad;
mod again;
mod asking;
mod by_program;
mod checks;
mod hostile;
mod letters;
mod link;
mod many;
mod marked;
mod notices;
mod odd;
mod outage;
mod pages;
mod programs;
mod providers;
mod required;
mod rests;
mod returns;
mod said;
mod series;
mod stopping;
mod truth;
mod turns;
mod visitor;
mod watcher;
mod urgent;
mod words;
mod world;
