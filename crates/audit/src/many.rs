//! Many entries at once: what one act did to each of many things.

use kernel::Id;
use serde_json::{Value as Json, json};
use store::{Tx, values};

use crate::{About, Entry, Who};

/// Entries that one statement writes at most.
const AT_ONCE: usize = 1_000;

/// Records the same of many things, an entry for each: however many they are, it is a few statements. The facts as in
/// [`crate::record`].
pub async fn record_each(
    tx: &mut Tx,
    who: Who,
    action: &'static str,
    done: &[(About, Json)],
) -> store::Result<()> {
    let at = tx.stamp();
    for part in done.chunks(AT_ONCE) {
        let row = |(about, facts): &(About, Json)| {
            let id: Id<Entry> = tx.new_id();
            json!({
                "id": id.uuid().simple().to_string(),
                "kind": about.kind,
                "subject": about.id.map(|id| id.uuid().simple().to_string()),
                "facts": facts.to_string(),
            })
        };
        let rows: Vec<Json> = part.iter().map(row).collect();
        let rows = Json::from(rows).to_string();
        tx.execute(INSERT, values![rows, at, who.kind, who.id, action])
            .await?;
    }
    Ok(())
}

const INSERT: &str = "-- audit.entry.insert_each
INSERT INTO audit_entry (id, at, actor_kind, actor_id, action, subject_kind, subject_id, facts)
/*on postgres*/ SELECT CAST(id AS uuid), $2, $3, $4, $5, kind, CAST(subject AS uuid), facts
    FROM json_to_recordset(CAST($1 AS json)) AS row (id text, kind text, subject text, facts text)
/*on sqlite*/ SELECT unhex(value ->> 'id'), $2, $3, $4, $5, value ->> 'kind', unhex(value ->> 'subject'),
    value ->> 'facts' FROM json_each($1) /*end*/";
