//! A week of events on both databases, its record followed in parts of any size, and the figures that are served of it.
#![cfg(test)]

mod follow;
mod merging;
mod pages;
mod week;
mod world;
