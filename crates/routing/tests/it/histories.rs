//! Histories read in the order in which they were written.

use identity::Role;
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use crate::world::{Decided, HOME, staff, world};

/// A line, as `from → to`.
struct Line(Option<String>, String);

impl FromRow for Line {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("from_state")?, row.get("to_state")?))
    }
}

/// The states of the lines that a statement reads: each begins where the one before ended.
async fn walk<K>(tx: &mut Tx, sql: &'static str, of: Id<K>) -> Vec<String> {
    let lines: Vec<Line> = tx.all(sql, values![of]).await.unwrap();
    for pair in lines.windows(2) {
        assert_eq!(pair[1].0.as_ref(), Some(&pair[0].1));
    }
    lines.into_iter().map(|line| line.1).collect()
}

store::on_both! {
    async fn histories_follow_the_writing_though_the_clock_stands(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let referral = world.referrals(case).await.remove(0).id;
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        let until = tx.now().after(std::time::Duration::from_secs(3600));
        for silent in [true, false, true] {
            referral::place_hold(&mut tx, &manager, referral, silent, until).await.unwrap();
            referral::lift(&mut tx, &manager, referral).await.unwrap();
        }
        let reference = kernel::Sensitive::new("K-17".to_owned());
        referral::acknowledge(&mut tx, &manager, &world.pack, referral, &reference).await.unwrap();
        referral::conclude(&mut tx, &manager, referral).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;

        let route = world.route(case).await.id;
        let mut tx = world.read().await;
        let states = "SELECT from_state, to_state FROM referral_referral_history
            WHERE referral_id = $1 AND about = 'state' ORDER BY number";
        let known = ["prepared", "released", "sent", "acknowledged", "concluded"];
        assert_eq!(walk(&mut tx, states, referral).await, known);
        let holds = "SELECT from_state, to_state FROM referral_referral_history
            WHERE referral_id = $1 AND about = 'hold' ORDER BY number";
        let held = walk(&mut tx, holds, referral).await;
        let ends = ["silent", "lifted", "open", "lifted", "silent", "lifted"];
        assert!(held.starts_with(&["open".to_owned()]) && held.ends_with(&ends.map(str::to_owned)), "{held:?}");
        let routes = "SELECT from_state, to_state FROM routing_route_history
            WHERE route_id = $1 ORDER BY number";
        assert_eq!(walk(&mut tx, routes, route).await, ["tracing", "waiting", "carried_out"]);
    }
}
