//! What a look shows by itself. It is made where the look ends, so that whoever writes holds the store no longer than it
//! takes to compare and to write.

use egress::{Sighting, Vantage};
use kernel::{Id, Sensitive};
use location::Opened;
use store::Db;

use crate::check::Check;
use crate::commitment::Kept;
use crate::detail::{When, content, evidence, is_service, same};
use crate::further::Further;
use crate::verdict::{Seen, read};

/// What a look shows, and what is kept of it.
pub(crate) struct Glance {
    /// The check that it becomes.
    pub(crate) id: Id<Check>,
    /// What HEAD shows, whatever the trace knows of the place.
    pub(crate) head: Seen,
    /// Whether the place is an onion service: at the end of one way.
    pub(crate) is_service: bool,
    /// From where it counts as one, and whether that is abroad.
    pub(crate) vantage: String,
    pub(crate) abroad: bool,
    /// By what the same is known again.
    pub(crate) same: [u8; 32],
    /// What it tells of the content.
    pub(crate) content: Option<Sensitive<Vec<u8>>>,
    /// The evidence.
    pub(crate) detail: Kept,
}

impl Glance {
    pub(crate) fn of(
        db: &Db,
        when: When,
        opened: &Opened,
        vantage: Option<&Vantage>,
        sighting: &Sighting,
        further: &Further,
    ) -> store::Result<Self> {
        let (url, entropy) = (&opened.url, db.entropy());
        let (head, is_service) = (read(url, &[], sighting), is_service(url));
        let (name, abroad) = if is_service {
            (egress::TOR, false)
        } else {
            from(vantage, head)
        };
        let told = same(name, sighting);
        let same = db.keyring()?.blind_index("takedown.same", told.expose());
        let id = Id::random(entropy);
        let evidence = evidence(when, is_service, sighting, vantage, further, &same);
        Ok(Self {
            id,
            head,
            is_service,
            vantage: name.to_owned(),
            abroad,
            same,
            content: content(sighting),
            detail: Kept::seal(entropy, &opened.key, id, evidence)?,
        })
    }
}

/// From where a look counts as one: that a name does not exist is no view from abroad where the house's resolver said
/// it.
fn from(vantage: Option<&Vantage>, seen: Seen) -> (&str, bool) {
    match vantage {
        Some(vantage) if seen != Seen::NoSuchName || vantage.resolver.is_some() => {
            (vantage.name.as_str(), vantage.abroad)
        }
        _ => (egress::HOUSE, false),
    }
}
