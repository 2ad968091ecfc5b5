//! Notices and checks on both databases, against the real protocols of a simulated internet.
#![cfg(test)]

mod abroad;
mod again;
mod asking;
mod by_program;
mod came_back;
mod checks;
mod hostile;
mod killed;
mod letters;
mod link;
mod manner;
mod many;
mod marked;
mod merging;
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
mod series_model;
mod stopping;
mod truth;
mod turns;
mod unwritten;
mod urgent;
mod visitor;
mod watcher;
mod words;
mod world;
