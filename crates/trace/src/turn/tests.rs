//! Turns at a host, given and kept to.

use proptest::prelude::*;

use super::*;

const GAP: Duration = Duration::from_millis(250);

impl Host {
    /// Nobody is at it any more.
    const fn leave(&mut self, now: Timestamp) {
        self.busy_until = now;
        self.in_hand = false;
    }
}

fn at(milliseconds: u64) -> Timestamp {
    Timestamp::from_micros(1_790_000_000_000_000).after(Duration::from_millis(milliseconds))
}

#[test]
fn one_is_taken_and_the_others_are_given_turns_in_order() {
    let mut host = Host::new(GAP);
    assert_eq!(host.turn(at(0), GAP, false), None);
    assert_eq!(host.turn(at(0), GAP, false), Some(at(250)));
    assert_eq!(host.turn(at(0), GAP, false), Some(at(500)));
    host.busy_until = at(20);
    assert_eq!(
        host.turn(at(240), GAP, false),
        Some(at(750)),
        "newcomers wait"
    );
    assert_eq!(host.turn(at(250), GAP, true), None, "its turn has come");
    host.busy_until = at(270);
    assert_eq!(
        host.turn(at(2_000), GAP, false),
        None,
        "nobody is before it"
    );
}

#[test]
fn a_host_that_asked_for_it_is_left_alone() {
    let mut host = Host::new(GAP);
    assert_eq!(host.turn(at(0), GAP, false), None);
    host.busy_until = at(3_600_000);
    host.in_hand = false;
    assert_eq!(host.turn(at(250), GAP, true), Some(at(3_600_000)));
    assert_eq!(host.turn(at(250), GAP, true), Some(at(3_600_250)));
}

#[test]
fn a_visit_comes_before_the_watches_that_wait_and_never_before_the_host_has_rested() {
    let mut host = Host::new(GAP);
    assert_eq!(host.turn(at(0), GAP, false), None);
    for number in 1..40 {
        assert_eq!(host.turn(at(0), GAP, false), Some(at(250 * number)));
    }
    assert_eq!(
        host.visit(at(10), GAP),
        Err(NotNow::Busy(GAP)),
        "a watch is at it"
    );
    host.leave(at(60));
    let rest = Duration::from_millis(150);
    assert_eq!(host.visit(at(100), GAP), Err(NotNow::Busy(rest)));
    let given = host.turn(at(250), GAP, true);
    assert!(given > Some(at(250)), "the turn is kept for the visit");
    assert_eq!(host.visit(at(250), GAP), Ok(()));
    assert!(host.turn(at(260), GAP, true).is_some(), "one connection");
    assert_eq!(host.visit(at(260), GAP), Err(NotNow::Busy(GAP)));
    host.leave(at(300));
    host.busy_until = at(60_000);
    let minute = Duration::from_millis(59_600);
    assert_eq!(
        host.visit(at(400), GAP),
        Err(NotNow::Rests(minute)),
        "it asked for that"
    );
}

#[test]
fn a_visit_that_does_not_come_again_keeps_nobody_for_long() {
    let mut host = Host::new(GAP);
    assert_eq!(host.turn(at(0), GAP, false), None);
    assert!(host.visit(at(10), GAP).is_err());
    host.leave(at(60));
    assert!(host.turn(at(2_000), GAP, true).is_some());
    assert_eq!(host.turn(at(2_010), GAP, true), None);
}

#[test]
fn a_look_that_is_led_to_a_host_stands_in_line_with_its_watches() {
    let mut host = Host::new(GAP);
    assert_eq!(host.may_be_entered(at(0), GAP, false), Ok(()));
    assert_eq!(host.turn(at(0), GAP, false), None);
    let turns: Vec<_> = (0..3).map(|_| host.give(at(0), GAP)).collect();
    assert_eq!(turns, [at(250), at(500), at(750)]);
    let busy = Err(NotNow::Busy(GAP));
    assert_eq!(host.may_be_entered(at(10), GAP, true), busy, "one is at it");
    host.leave(at(60));
    let rest = Err(NotNow::Busy(Duration::from_millis(150)));
    assert_eq!(host.may_be_entered(at(100), GAP, true), rest);
    assert_eq!(host.may_be_entered(at(250), GAP, true), Ok(()));
    let line = Err(NotNow::Busy(Duration::from_millis(750)));
    assert_eq!(
        host.may_be_entered(at(250), GAP, false),
        line,
        "whoever comes waits behind the others"
    );
    // It keeps nobody away by waiting.
    assert_eq!(host.turn(at(250), GAP, true), None);
}

fn step(status: u16, retry_after: Option<&str>, date: Option<&str>) -> Step {
    Step {
        asked: egress::Asked::Head,
        url: kernel::Sensitive::new("http://a.test/p/17".to_owned()),
        resolved: Vec::new(),
        dialled: None,
        certificate: None,
        status: Some(status),
        headers: egress::Headers {
            retry_after: retry_after.map(str::to_owned),
            date: date.map(str::to_owned),
            ..egress::Headers::default()
        },
    }
}

#[test]
fn a_date_is_held_against_the_clock_of_the_server() {
    // Ours goes ten minutes ahead of the server's.
    let ours = egress::http_date("Sun, 06 Nov 1994 08:59:37 GMT").unwrap();
    let until = Some("Sun, 06 Nov 1994 08:51:37 GMT");
    let its_time = Some("Sun, 06 Nov 1994 08:49:37 GMT");
    let two_minutes = Answer::Rest(Duration::from_mins(2));
    assert_eq!(Answer::of(&step(503, until, its_time), ours), two_minutes);
    assert_eq!(Answer::of(&step(429, Some("120"), None), ours), two_minutes);
    assert_eq!(
        Answer::of(&step(503, until, None), ours),
        Answer::Rest(Duration::ZERO)
    );
    assert_eq!(Answer::of(&step(429, None, None), ours), Answer::TooMuch);
    assert_eq!(
        Answer::of(&step(200, Some("120"), None), ours),
        Answer::Well
    );
}

proptest! {
    /// Whatever comes due when, and however long each look takes: looks at a host keep their distance, none
    /// begins before the one before it has ended, and every watch is looked at once.
    #[test]
    fn looks_at_a_host_keep_their_distance(
        due in proptest::collection::vec(0_u64..5_000, 1..40),
        takes in proptest::collection::vec(1_u64..900, 40),
        step in 20_u64..400,
    ) {
        let mut host = Host::new(GAP);
        let mut open: Vec<(Timestamp, bool)> = due.iter().map(|due| (at(*due), false)).collect();
        let mut looks: Vec<Timestamp> = Vec::new();
        let mut ends = at(0);
        let mut now = 0;
        while !open.is_empty() {
            now += step;
            prop_assert!(now < 600_000, "it never ends");
            let now = at(now);
            if host.busy_until > now && ends <= now {
                host.busy_until = ends;
                host.in_hand = false;
                let took = ends.since(host.asked_at);
                host.pace = took.clamp(GAP, SLOWEST);
            }
            open.sort_unstable();
            let mut left = Vec::new();
            for (ready, in_turn) in open {
                if ready > now {
                    left.push((ready, in_turn));
                    continue;
                }
                if let Some(turn) = host.turn(now, GAP, in_turn) {
                    prop_assert!(turn > now);
                    left.push((turn, true));
                    continue;
                }
                prop_assert!(ends <= now, "one connection");
                if let Some(last) = looks.last() {
                    prop_assert!(now.since(*last) >= GAP);
                }
                ends = now.after(Duration::from_millis(takes[looks.len() % takes.len()]));
                looks.push(now);
            }
            open = left;
        }
        prop_assert_eq!(looks.len(), due.len());
    }
}
