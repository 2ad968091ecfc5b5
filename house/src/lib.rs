//! Nothing runs here: the tests of this crate hold the house to what `ARCHITECTURE.md` says of it.
