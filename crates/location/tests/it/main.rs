//! The table of spellings, and locations in the store.

#![cfg(test)]

mod record;
mod urls;
