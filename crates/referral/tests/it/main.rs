//! The alarm on both databases: it rings by mail and by a command, again until somebody acknowledges it, once for all.
#![cfg(test)]

mod alarm;
mod alarm_pages;
mod world;
