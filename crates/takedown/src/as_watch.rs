//! The look of the watch, for whoever measures or tries it.

use std::sync::Arc;

use egress::Egress;
use identity::Actor;
use pack::Pack;
use store::Db;

use crate::further::{self, Aim, Looked};
use crate::led::Door;
use crate::waiting::Waiting;

/// Looks at a place as the watch does, by HEAD, and further where that is called for; at each host in its turn.
pub async fn look_as_the_watch(
    db: &Db,
    actor: &Actor,
    egress: &Egress,
    pack: &Arc<Pack>,
    aim: &Aim,
) -> Looked {
    let door = Door {
        db,
        actor,
        egress,
        pack,
        waiting: &Waiting::default(),
    };
    further::look(&door, aim).await
}
