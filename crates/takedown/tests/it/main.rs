//! Notices and checks on both databases, against the real protocols of a simulated internet.
#![cfg(test)]

mod abroad;
mod asking;
mod checks;
mod hostile;
mod letters;
mod marked;
mod notices;
mod odd;
mod outage;
mod pages;
mod programs;
mod returns;
mod series;
mod truth;
mod turns;
mod watcher;
mod words;
mod world;
