//! A location is a place on the internet, filed once however it was written.
//!
//! [`recognise`] reads what a person typed and gives a [`Place`], or the [`Refusal`] that says why there is
//! none. Its canonical form is a lookup key and nothing else; checks and notices use the working URL.
//! Nothing here asks the network anything.

mod canonical;
mod compare;
mod defang;
mod host;
mod many;
mod marks;
mod onion;
mod only;
mod personal;
mod pick;
mod recognise;
mod record;
mod same;
mod wrapping;

pub use compare::{ToCompare, host_to_compare, hosts_to_compare};
pub use defang::defang;
pub use host::{refang, registered_domain, registrable_domain};
pub use many::{Opened, host_mark, mark_of, working_of};
pub use marks::{Marks, marks};
pub use onion::{NoService, check_service};
pub use only::{choose_only, only_spellings};
pub use personal::looks_personal;
pub use pick::{Pick, choose_picked, picks, put_back};
pub use recognise::{Explanation, Place, Refusal, explain, recognise, recognise_written};
pub use record::{
    Error, Location, Revealed, Spelled, Spelling, Unsettled, Working, check_choice, choose_working,
    data_key, find, find_or_make, host_and_key, keys_to_verify, reveal, unsettled, working,
    working_spelling,
};
pub use same::is_same_place;
