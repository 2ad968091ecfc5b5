//! Compares the words a crate's sources ask for with those it brings.
