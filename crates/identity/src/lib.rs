//! Who acts: staff, their sessions and roles. The only maker of [`Actor`].

mod actor;

pub use actor::{Action, Actor, Denied, Role, Staff, role_may};
