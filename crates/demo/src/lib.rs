//! The main job, played from outside: people at the public's and at the staff's pages, on a small internet
//! that is simulated. Nothing here reaches into the product: it is started by its own commands, told by its
//! own configuration file, and watched through its pages, its mails and what it asks of the network.

mod browser;
mod product;
mod reporter;
mod staff;
mod story;

pub use browser::{Browser, Page};
pub use product::{Product, Settings, Stores};
pub use reporter::Reporter;
pub use staff::{PASSWORD, Staff};
pub use story::{BASELINE, Step, play};
