//! Who acts: staff, their sessions and roles. The only maker of [`Actor`].
//!
//! A page of the desk takes [`SignedIn`], one that changes something [`SignedForm`]; both give the [`Actor`]
//! that every function of a module asks for. A route for programs of partners takes [`WithKey`], one of the staff's own
//! programs [`Caller`]. [`Desk`] is what the pages of all modules work with.

mod actor;
mod api;
mod attempt;
mod bearer;
mod desk;
mod error;
mod idempotency;
mod kept;
mod partner;
mod password;
mod recipient;
mod role;
mod session;
mod signed;
mod staff;
mod staff_key;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
mod trainee;
mod work;

pub use actor::{Action, Actor, Denied, Partner, Staff, role_may};
pub use api::{
    By, Caller, Creating, Etag, IfMatch, Needs, Nothing, Sent, limit_within, may, parameter,
    wrong_parameter,
};
pub use desk::{Desk, routes};
pub use error::Error;
pub use idempotency::{IDEMPOTENCY_KEY, Reply, Turn, idempotency_key, missing_key};
pub use partner::{
    NewKey, PartnerKey, WithKey, add_partner_key, partner_keys, retire_partner, retire_partner_key,
};
pub use password::{HashedPassword, hash_password};
pub use recipient::{
    Recipient, RecipientKey, add_recipient_key, open_recipient_key, recipient_keys,
    retire_recipient_key, retire_recipient_keys, sent_recipient_key, with_recipient_key,
};
pub use role::Role;
pub use session::{IDLE, WHOLE, at_the_desk, expire, is_accompanied};
pub use signed::{Bell, Heard, SignedForm, SignedIn};
pub use staff::{
    Member, NewStaff, add, change_language, change_shortcuts, colleagues, list, name, of_sign_in,
};
pub use staff_key::{KeyRules, LONGEST, StaffKey, add_staff_key, retire_staff_key, staff_keys};
pub use table::table;
pub use trainee::{end_traineeship, is_trainee, trainees};
pub use work::{EXPIRE, expire_sessions};

/// This crate's English words.
pub const MESSAGES: &str = include_str!("../i18n/en.ftl");

#[cfg(test)]
mod tests {
    #[test]
    fn the_pages_have_the_words_they_ask_for() {
        let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(found.unwrap(), page::testing::Keys::default());
    }
}
