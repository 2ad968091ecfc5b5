//! Mails on their way out, and what comes back.
#![cfg(test)]

mod coming;
mod going;
mod world;
