//! Mails on their way out, and what comes back.

mod coming;
mod going;
mod world;
