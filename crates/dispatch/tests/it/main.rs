//! Mails on their way out, and what comes back.
#![cfg(test)]

mod ahead;
mod coming;
mod debian;
mod going;
mod killed;
mod odd;
mod world;
