//! Odd and hostile servers, each with what is to be made of it. The table is written from the manual, not from the
//! code: a server, what a look at it shows, and the verdict of a single look.

use std::time::Duration;

use smallnet::Behaviour::{
    Certificate, Drops, NameFails, NameGone, RedirectsTo, RefusesConnections, RefusesHead,
    Replaced, Slow, Status, Up, WrongLength,
};
use smallnet::{Behaviour, CertificateFault, Hostile};
use takedown::{Seen, Verdict};

use crate::world::{HOST, world};

/// Servers reached without TLS. `elsewhere` is another site, `itself` the place that is looked at.
fn plain(elsewhere: String, itself: String) -> Vec<(Behaviour, Seen, Verdict)> {
    let metadata = "http://169.254.169.254/latest/".to_owned();
    let mapped = "http://[::ffff:127.0.0.1]/".to_owned();
    let hostile = Behaviour::Hostile;
    vec![
        (Up, Seen::Up, Verdict::Up),
        (WrongLength, Seen::Up, Verdict::Up),
        (Replaced, Seen::Up, Verdict::Up),
        (Status(404), Seen::NotFound, Verdict::Missing),
        (Status(410), Seen::NotFound, Verdict::Missing),
        // Between misses, for three of them in a row are the end.
        (Up, Seen::Up, Verdict::Up),
        (NameGone, Seen::NoSuchName, Verdict::Missing),
        (Up, Seen::Up, Verdict::Up),
        (Status(401), Seen::Blocked, Verdict::Blocked),
        (Status(429), Seen::Blocked, Verdict::Blocked),
        (Status(403), Seen::Forbidden, Verdict::Blocked),
        (Status(451), Seen::Forbidden, Verdict::Blocked),
        (Status(500), Seen::ServerError, Verdict::ErrorPage),
        (Status(503), Seen::ServerError, Verdict::ErrorPage),
        (Status(204), Seen::Up, Verdict::Up),
        (Status(418), Seen::Odd, Verdict::Unsure),
        (RefusesHead, Seen::HeadRefused, Verdict::Unsure),
        (Status(501), Seen::HeadRefused, Verdict::Unsure),
        (RedirectsTo(elsewhere), Seen::Redirected, Verdict::Changed),
        (RedirectsTo(itself), Seen::Odd, Verdict::Unsure),
        (
            RedirectsTo("http://[bad".to_owned()),
            Seen::Odd,
            Verdict::Unsure,
        ),
        (
            RedirectsTo("app://open".to_owned()),
            Seen::Odd,
            Verdict::Unsure,
        ),
        (RedirectsTo(metadata), Seen::NotAsked, Verdict::Unsure),
        (RedirectsTo(mapped), Seen::NotAsked, Verdict::Unsure),
        (Slow(Duration::from_secs(20)), Seen::Silent, Verdict::Unsure),
        (Drops, Seen::Silent, Verdict::Unsure),
        (RefusesConnections, Seen::Refused, Verdict::Unsure),
        (NameFails, Seen::Silent, Verdict::Unsure),
        (hostile(Hostile::Drips), Seen::Silent, Verdict::Unsure),
        (hostile(Hostile::HeaderFlood), Seen::Silent, Verdict::Unsure),
        (
            hostile(Hostile::InterimFlood),
            Seen::Silent,
            Verdict::Unsure,
        ),
        (hostile(Hostile::Garbage), Seen::Silent, Verdict::Unsure),
        (hostile(Hostile::NoHead), Seen::Silent, Verdict::Unsure),
        (hostile(Hostile::Tls), Seen::Silent, Verdict::Unsure),
        // What follows the head is not read, however much it is.
        (hostile(Hostile::EndlessBody), Seen::Up, Verdict::Up),
        (hostile(Hostile::Bomb), Seen::Up, Verdict::Up),
    ]
}

/// Servers reached over TLS.
fn secure() -> Vec<(Behaviour, Seen, Verdict)> {
    vec![
        (Up, Seen::Up, Verdict::Up),
        (
            Certificate(CertificateFault::Expired),
            Seen::Untrusted,
            Verdict::Unsure,
        ),
        (
            Certificate(CertificateFault::WrongName),
            Seen::Untrusted,
            Verdict::Unsure,
        ),
        (
            Certificate(CertificateFault::SelfSigned),
            Seen::Untrusted,
            Verdict::Unsure,
        ),
        (
            Behaviour::Hostile(Hostile::Garbage),
            Seen::Silent,
            Verdict::Unsure,
        ),
    ]
}

store::on_both! {
    async fn each_server_is_taken_for_what_it_is(test: TestDb) {
        let world = world(&test).await;
        let tables = [
            (world.url(HOST), plain(world.url(smallnet::story::ELSEWHERE), world.url(HOST))),
            (format!("https://{HOST}:{}/p/18", world.net.tls_port()), secure()),
        ];
        for (url, table) in tables {
            let case = world.acting_at(url).await;
            for (number, (behaviour, seen, verdict)) in table.into_iter().enumerate() {
                world.net.behave(HOST, behaviour.clone()).await.unwrap();
                if number == 0 {
                    test.clock.advance(world.pack.watch.host_gap);
                    world.watch(case).await;
                } else {
                    world.look_next(&test, case).await;
                }
                let check = world.checks(case).await.pop().unwrap();
                assert_eq!((check.seen, check.verdict), (seen, verdict), "{behaviour:?}");
            }
            // All of this, and nobody was asked for anything but heads.
            assert!(world.methods().iter().all(|method| method == "HEAD"));
            assert_eq!(world.net.body_bytes(), 0);
            let mut tx = world.db.write().await.unwrap();
            takedown::unwatch(&mut tx, &crate::world::job(), case, "test").await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}
