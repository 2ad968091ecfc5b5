//! Series against a plain model of what the manual says of them: whatever happens in whatever order, each step comes when
//! the model says, and no other does.

use std::sync::Arc;
use std::time::Duration;

use identity::Role;
use kernel::testing::SeededEntropy;
use kernel::{Entropy, Id, Sensitive, Timestamp};
use pack::{Addressee, Pack, Step};
use takedown::{Error, Says, SeriesState, Wanted, Word};

use crate::world::{ABUSE, HOST, World, job, staff, world};

/// Time passes in these: longer than what waits is waited for.
const TICK: Duration = Duration::from_hours(6);
/// So soon it is looked again at what waits.
const AGAIN: Duration = Duration::from_hours(1);

/// What is drawn.
struct Dice(SeededEntropy);

impl Dice {
    fn below(&self, most: u8) -> u8 {
        let mut byte = [0];
        self.0.fill(&mut byte);
        byte[0] % most
    }

    fn ticks(&self, most: u8) -> Duration {
        TICK * u32::from(self.below(most) + 1)
    }
}

/// What happens.
#[derive(Clone, Copy, Debug)]
enum Event {
    Pass,
    Seen,
    Removed,
    NotOurs,
    MoreTime(Duration),
    Hold,
    Lift,
    Skip,
    /// It ends, and begins anew with another first notice.
    Anew,
}

impl Event {
    fn draw(dice: &Dice) -> Self {
        match dice.below(24) {
            0 => Self::Seen,
            1 => Self::Removed,
            2 => Self::NotOurs,
            3 | 4 => Self::MoreTime(dice.ticks(12)),
            5 => Self::Hold,
            6 | 7 => Self::Lift,
            8 | 9 => Self::Skip,
            10 => Self::Anew,
            _ => Self::Pass,
        }
    }
}

/// Steps that all write to the provider, each in a time that is drawn.
fn drawn(pack: &Pack, dice: &Dice) -> Pack {
    let mut pack = pack.clone();
    let step = |_| Step {
        after: dice.ticks(8),
        to: Addressee::Provider,
        template: "reminder-1".to_owned(),
        any_hour: false,
    };
    pack.escalation.steps = (0..=dice.below(4)).map(step).collect();
    pack.escalation.most = u32::from(dice.below(5)) + 1;
    pack.escalation.more_time = dice.ticks(10);
    pack.escalation.end = dice.ticks(6);
    pack
}

/// The model: what stands in the manual, and nothing of how it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Model {
    state: SeriesState,
    step: usize,
    taken: u32,
    due: Timestamp,
    delayed: bool,
    held: bool,
    removed_at: Option<Timestamp>,
    not_theirs: bool,
    mails: usize,
    nothing_more: usize,
}

impl Model {
    fn begun(now: Timestamp, pack: &Pack) -> Self {
        Self {
            state: SeriesState::Running,
            step: 0,
            taken: 0,
            due: now.after(Self::wait(pack, 0)),
            delayed: false,
            held: false,
            removed_at: None,
            not_theirs: false,
            mails: 1,
            nothing_more: 0,
        }
    }

    /// How long after a step the next is due, or the end where none is left.
    fn wait(pack: &Pack, step: usize) -> Duration {
        let next = pack.escalation.steps.get(step);
        next.map_or(pack.escalation.end, |next| next.after)
    }

    fn happens(&mut self, event: Event, now: Timestamp, pack: &Pack) {
        let runs = self.state == SeriesState::Running;
        match event {
            Event::Removed => self.removed_at = Some(now),
            Event::NotOurs => self.not_theirs = true,
            Event::MoreTime(asked) if runs && !self.delayed => {
                let given = now.after(asked.min(pack.escalation.more_time));
                self.due = self.due.max(given);
                self.delayed = true;
            }
            Event::Hold => self.held = true,
            Event::Lift => self.held = false,
            Event::Skip if runs && self.step < pack.escalation.steps.len() => {
                self.step += 1;
                self.due = self.due.max(now).after(Self::wait(pack, self.step));
            }
            // What comes too late changes nothing.
            Event::Seen | Event::MoreTime(_) | Event::Skip => {}
            Event::Anew => {
                let mails = self.mails;
                let nothing_more = self.nothing_more;
                *self = Self::begun(now, pack);
                self.mails = mails + 1;
                self.nothing_more = nothing_more;
            }
            Event::Pass => self.pass(now, pack),
        }
    }

    /// It is looked whether the next step is due.
    fn pass(&mut self, now: Timestamp, pack: &Pack) {
        if self.state != SeriesState::Running || now < self.due {
            return;
        }
        let shows_at = self
            .removed_at
            .map(|at| at.after(pack.escalation.more_time));
        if self.held {
            self.due = now.after(AGAIN);
        } else if let Some(shows_at) = shows_at.filter(|at| now < *at) {
            self.due = shows_at.min(now.after(AGAIN));
        } else if self.taken < pack.escalation.most && self.step < pack.escalation.steps.len() {
            self.step += 1;
            self.taken += 1;
            self.due = now.after(Self::wait(pack, self.step));
            self.mails += usize::from(!self.not_theirs);
        } else {
            self.state = SeriesState::Ended;
            self.nothing_more += 1;
        }
    }
}

/// A case whose first notice has left.
async fn told(world: &World, number: u64) -> Id<intake::Case> {
    let url = format!("http://{HOST}:{}/walk/{number}", world.net.site_port());
    let case = world.acting_at(url).await;
    world.notify(case).await;
    world.work().await;
    case
}

async fn end(world: &World, case: Id<intake::Case>) {
    let mut tx = world.db.write().await.unwrap();
    let (first, second) = (staff(Role::Analyst), staff(Role::Supervisor));
    let reason = Sensitive::new("Seen by both.".to_owned());
    let seen = takedown::note_own_look(&mut tx, &first, case, Word::Gone, &reason)
        .await
        .unwrap();
    takedown::decide(&mut tx, &second, &world.pack, seen, Word::Gone, &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// It is there again, as somebody sees later.
async fn reopen(world: &World, test: &store::testing::TestDb, case: Id<intake::Case>) {
    use intake::Move;
    test.clock.advance(Duration::from_millis(1));
    let mut tx = world.db.write().await.unwrap();
    for step in [Move::Reopen, Move::Claim, Move::Act] {
        intake::move_case(&mut tx, &staff(Role::Analyst), case, step, "test")
            .await
            .unwrap();
    }
    let reason = Sensitive::new("Seen by one.".to_owned());
    takedown::note_own_look(&mut tx, &staff(Role::Analyst), case, Word::Up, &reason)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// One walk: the same happens to the series and to the model.
async fn walk(world: &mut World, test: &store::testing::TestDb, seed: u64) {
    let dice = Dice(SeededEntropy::new(seed));
    world.pack = Arc::new(drawn(&world.pack, &dice));
    let before = world.net.mails().len();
    let case = told(world, seed).await;
    world.wanted();
    let mut model = Model::begun(world.db.clock().now(), &world.pack);
    let (mut hold, mut nothing_more) = (None, 0);
    let mut happened = Vec::new();
    for _ in 0..40 {
        let event = match (Event::draw(&dice), hold.is_some()) {
            (Event::Hold | Event::Anew, true) | (Event::Lift, false) => Event::Pass,
            (event, _) => event,
        };
        happened.push(event);
        if matches!(event, Event::Pass) {
            world.follow_up(test, TICK).await;
        }
        let now = world.db.clock().now();
        match event {
            Event::Pass => {}
            Event::Seen | Event::Removed | Event::NotOurs | Event::MoreTime(_) => {
                let (says, until) = match event {
                    Event::Removed => (Says::Removed, None),
                    Event::NotOurs => (Says::NotOurs, None),
                    Event::MoreTime(asked) => (Says::MoreTime, Some(now.after(asked))),
                    _ => (Says::Seen, None),
                };
                let stands = world.notices(case).await;
                let stands = stands.iter().find(|one| {
                    matches!(
                        one.state,
                        takedown::State::Sent | takedown::State::Acknowledged
                    )
                });
                let notice = stands.expect("a notice that stands").id;
                world.say(notice, says, until).await.unwrap();
            }
            Event::Hold => hold = Some(world.hold(case, false).await),
            Event::Lift => world.lift(hold.take().expect("a hold")).await,
            Event::Skip => {
                let (id, reason) = (
                    series(world, case).await.id,
                    Sensitive::new("why".to_owned()),
                );
                let mut tx = world.db.write().await.unwrap();
                let manager = staff(Role::Manager);
                let skipped =
                    takedown::skip_step(&mut tx, &manager, &world.pack, id, &reason).await;
                assert!(
                    matches!(skipped, Ok(_) | Err(Error::Changed)),
                    "{skipped:?}"
                );
                tx.commit().await.unwrap();
            }
            Event::Anew => {
                end(world, case).await;
                reopen(world, test, case).await;
                world.notify(case).await;
                world.work().await;
            }
        }
        let now = world.db.clock().now();
        model.happens(event, now, &world.pack);
        let wanted = world.wanted();
        nothing_more += wanted
            .iter()
            .filter(|one| **one == Wanted::NothingMore)
            .count();
        let series = series(world, case).await;
        let is = (
            series.state,
            series.step,
            series.taken,
            series.delayed,
            world.net.mails().len() - before,
            nothing_more,
        );
        let told = (
            model.state,
            i64::try_from(model.step).unwrap(),
            i64::from(model.taken),
            model.delayed,
            model.mails,
            model.nothing_more,
        );
        let escalation = &world.pack.escalation;
        assert_eq!(is, told, "walk {seed}: {happened:?} with {escalation:?}");
        if model.state == SeriesState::Running {
            assert_eq!(
                series.due_at, model.due,
                "walk {seed}: {happened:?} with {escalation:?}"
            );
        }
    }
    if let Some(hold) = hold {
        world.lift(hold).await;
    }
    end(world, case).await;
    world.work().await;
}

async fn series(world: &World, case: Id<intake::Case>) -> takedown::Series {
    let mut tx = world.db.read().await.unwrap();
    let mut all = takedown::series_of(&mut tx, &job(), case).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

store::on_both! {
    async fn whatever_happens_each_step_comes_when_the_model_says(test: TestDb) {
        let mut world = world(&test).await;
        // Whoever hosts it is known and approved.
        let first = told(&world, 1_000).await;
        world.approve(ABUSE).await;
        end(&world, first).await;
        world.work().await;
        for seed in 0..8 {
            walk(&mut world, &test, seed).await;
        }
    }
}
