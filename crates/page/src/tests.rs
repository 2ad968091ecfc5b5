//! Sample pages that use everything.

use askama::Template;

use crate::{Choice, FormErrors, Frame};

#[derive(Template)]
#[template(path = "sample.html")]
struct Sample {
    frame: Frame,
    errors: FormErrors,
    draw: String,
    urls: String,
    contact: String,
    kinds: Vec<Choice>,
    kind: String,
    told: bool,
}
