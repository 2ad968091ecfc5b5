//! Which function does which kind of job. What an earlier module causes in a later one is bound here and
//! nowhere else: modules that do not know each other meet in this table.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use egress::Egress;
use identity::Actor;
use jobs::{Kind, Outcome, Registry, Run};
use kernel::Id;
use pack::Pack;
use store::Db;
use trace::Sources;

/// What the jobs work with.
#[derive(Clone)]
pub(crate) struct Means {
    /// The desk's store.
    pub(crate) desk: Db,
    /// The letterbox's store.
    pub(crate) letterbox: Db,
    /// The only door to the network.
    pub(crate) egress: Egress,
    /// What traces share.
    pub(crate) sources: Sources,
    /// What differs by country.
    pub(crate) pack: Arc<Pack>,
    /// The address that mail comes from, where there is a relay.
    pub(crate) sender: Option<String>,
    /// The public address of the letterbox, where letters name it.
    pub(crate) answers_at: Option<String>,
    /// What the documents for the police are made with.
    pub(crate) printing: referral::Printing,
    /// Who is rung for an urgent report.
    pub(crate) on_call: referral::OnCall,
    /// How long to wait between looks into the letterbox.
    pub(crate) collect_every: Duration,
}

/// The table.
pub(crate) fn registry(means: &Means) -> Registry {
    let mut table = Table {
        means: means.clone(),
        registry: Registry::default(),
    };

    table.bind(identity::EXPIRE, |_, run| identity::expire_sessions(run));
    table.bind(intake::COLLECT, |m, run| async move {
        intake::collect(&m.desk, &m.letterbox, &m.pack, m.collect_every, run).await
    });
    table.bind(intake::ANSWER, |m, run| async move {
        intake::put_answer(&m.desk, &m.letterbox, &m.pack, run).await
    });
    table.bind(intake::MESSAGE, |m, run| async move {
        intake::put_message(&m.desk, &m.letterbox, run).await
    });
    table.bind(intake::WITHDRAWN, |m, run| async move {
        intake::remove_withdrawn(&m.desk, &m.letterbox, run).await
    });
    table.bind(intake::DROP_COLLECTED, |m, run| async move {
        intake::drop_collected(&m.letterbox, &m.pack, run).await
    });
    table.bind(intake::LAPSE_LEAD, |_, run| intake::lapse_leads(run));
    table.bind(intake::ADD_UP, |_, run| intake::add_up(run));
    table.bind(intake::COUNT_VIEW, |m, run| async move {
        intake::count_view(&m.desk, run).await
    });
    table.bind(intake::REPORTED_AGAIN, |m, run| async move {
        takedown::reported_again(&m.pack, run)
    });
    table.bind(trace::NAME, |m, run| async move {
        trace::ask_dns(&m.desk, &m.egress, run).await
    });
    table.bind(trace::FULL, |m, run| async move {
        trace::ask_registries(&m.desk, &m.egress, &m.sources, &m.pack, run).await
    });
    table.bind(trace::FOLLOW, |m, run| async move {
        trace::follow_redirects(&m.desk, &m.egress, &m.sources, &m.pack, run).await
    });
    table.bind(trace::APPLY_RULE, |_, run| trace::apply_rule(run));
    table.bind(trace::TRACED, |m, run| async move { traced(m.pack, run) });
    table.bind(assessment::LAPSE, |_, run| assessment::lapse_expired(run));
    table.bind(assessment::END_VIEWING, |_, run| {
        assessment::end_expired_viewing(run)
    });
    table.bind(inventory::READ, |m, run| async move {
        inventory::read_page(&m.desk, &m.egress, &m.pack, run).await
    });
    table.bind(inventory::FORGET, |_, run| inventory::forget_ended(run));
    table.bind(assessment::RELEASED, |m, run| async move {
        routing::on_released(m.pack, run).await
    });
    table.bind(assessment::URGENT, |m, run| async move {
        routing::on_urgent(m.pack, run).await
    });
    table.bind(assessment::SUPERSEDED, |_, run| async move {
        routing::on_taken_back(run).await
    });
    table.bind(stakeholders::APPROVED, |m, run| async move {
        approved(m.pack, run)
    });
    table.bind(stakeholders::CHANGED, |_, run| async move {
        takedown::providers_changed(run)
    });
    table.bind(takedown::PROVIDERS, |_, run| async move {
        takedown::ask_providers_anew(run)
    });
    table.bind(referral::SEND, |m, run| async move {
        let (sender, printing) = (m.sender.as_deref(), &m.printing);
        referral::send(&m.desk, &m.egress, &m.pack, sender, printing, run).await
    });
    table.bind(referral::PACK, |m, run| async move {
        let (sender, printing) = (m.sender.as_deref(), &m.printing);
        referral::pack_by_hand(&m.desk, &m.pack, sender, printing, run).await
    });
    table.bind(intake::URGENT_FILED, |_, run| async move {
        referral::urgent_filed_job(run)
    });
    table.bind(referral::RING, |m, run| async move {
        referral::ring(&m.desk, &m.egress, &m.on_call, run).await
    });
    table.bind(referral::DEADLINE, |m, run| {
        referral::hold_deadline(m.pack, run)
    });
    table.bind(referral::HOLD_PLACED, |_, run| async move {
        routing::on_hold_placed(run).await
    });
    table.bind(referral::HOLD_ENDED, |m, run| async move {
        routing::on_hold_ended(m.pack, run).await
    });
    table.bind(referral::CONCLUDED, |m, run| async move {
        routing::on_concluded(m.pack, run).await
    });
    table.bind(exchange::LAPSE, |_, run| exchange::handover_deadline(run));
    table.bind(exchange::DEADLINE, |_, run| async move {
        routing::on_partner_deadline(run).await
    });
    table.bind(takedown::SEND, |m, run| async move {
        let (sender, answers_at) = (m.sender.as_deref(), m.answers_at.as_deref());
        takedown::send(&m.desk, &m.egress, &m.pack, sender, answers_at, run).await
    });
    table.bind(intake::BY_LINK, |m, run| async move {
        takedown::came_by_link(m.pack, run)
    });
    table.bind(takedown::CODE, |m, run| async move {
        takedown::send_code(&m.desk, &m.egress, &m.pack, m.sender.as_deref(), run).await
    });
    table.bind(takedown::LIST, |m, run| async move {
        takedown::put_list(&m.desk, &m.letterbox, run).await
    });
    table.bind(takedown::END_LIST, |m, run| async move {
        takedown::end_list(&m.desk, &m.letterbox, run).await
    });
    table.bind(takedown::LETTER, |m, run| async move {
        takedown::tend(&m.desk, &m.pack, run).await
    });
    table.bind(takedown::URGENT_LATE, |m, run| async move {
        takedown::urgent_late(m.pack, run)
    });
    table.bind(takedown::ADDRESS, |_, run| async move {
        takedown::go_on_addressing(run)
    });
    table.bind(takedown::SERIES, |m, run| async move {
        takedown::follow_up(&m.desk, &m.pack, run).await
    });
    table.bind(takedown::WANTED, |_, run| async move {
        routing::on_wanted(run).await
    });
    table.bind(takedown::WATCH, |m, run| async move {
        takedown::watch_due(&m.desk, &m.egress, &m.pack, run).await
    });
    table.bind(dispatch::COLLECT, |m, run| async move {
        dispatch::collect(&m.desk, &m.egress, run).await
    });
    table.bind(
        dispatch::RECEIVED,
        |m, run| async move { received(m.pack, run) },
    );
    table.bind(dispatch::UNMATCHED, |m, run| async move {
        takedown::unmatched(m.pack, run)
    });
    table.bind(routing::CHOSEN, |m, run| async move {
        routing::on_chosen(m.pack, run).await
    });
    table.bind(statistics::FOLLOW, |m, run| async move {
        statistics::follow(&m.desk, run).await
    });
    table.bind(takedown::MOVED, |m, run| async move {
        routing::on_moved(m.pack, run).await
    });
    table.registry
}

/// A trace was stored: what it found is proposed as contacts and told to the queue, and decisions that waited for it go on.
fn traced(pack: Arc<Pack>, run: Run) -> Outcome {
    let location = match run.payload() {
        Ok(location) => location,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            let by = takedown::propose_traced(tx, &actor, location).await?;
            intake::hosted(tx, &actor, location, by).await?;
            takedown::traced_elsewhere(tx, &actor, location).await?;
            takedown::letter_traced(tx, &actor, location).await?;
            routing::traced(tx, &actor, &pack, location).await?;
            Ok(())
        })
    })
}

/// A mail arrived about one of ours: whose it was does what follows.
fn received(pack: Arc<Pack>, run: Run) -> Outcome {
    let came: dispatch::Came = match run.payload() {
        Ok(came) => came,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            let Some((errand, mail)) = dispatch::came(tx, &actor, came.received).await? else {
                return Ok(());
            };
            let Some(about) = mail.about else {
                return Ok(());
            };
            match errand.as_str() {
                "letter" => {
                    takedown::received(tx, &actor, &pack, Id::from_uuid(about.uuid()), &mail)
                        .await?;
                }
                "code" => {
                    let code = Id::from_uuid(about.uuid());
                    takedown::code_answered(tx, &actor, &pack, code, &mail).await?;
                }
                "referral" => {
                    referral::received(tx, &actor, Id::from_uuid(about.uuid()), &mail).await?;
                }
                _ => {}
            }
            Ok(())
        })
    })
}

/// A contact was approved: referrals and notices that waited for it go.
fn approved(pack: Arc<Pack>, run: Run) -> Outcome {
    let contact = match run.payload() {
        Ok(contact) => contact,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            referral::contact_approved(tx, &actor, &pack, contact).await?;
            takedown::contact_approved(tx, &actor, contact).await?;
            Ok(())
        })
    })
}

/// The jobs that queue themselves: each start makes sure that they are there.
pub(crate) async fn keep_periodic(db: &Db) -> store::Result<()> {
    let mut tx = db.write().await?;
    jobs::keep_urgent(&mut tx, intake::COLLECT, &(), intake::COLLECT).await?;
    referral::keep_ringing(&mut tx).await?;
    jobs::keep(&mut tx, intake::DROP_COLLECTED, &()).await?;
    jobs::keep(&mut tx, identity::EXPIRE, &()).await?;
    jobs::keep(&mut tx, intake::ADD_UP, &()).await?;
    takedown::keep_watching(&mut tx).await?;
    takedown::keep_following_up(&mut tx).await?;
    dispatch::keep_collecting(&mut tx).await?;
    statistics::keep_following(&mut tx).await?;
    tx.commit().await
}

struct Table {
    means: Means,
    registry: Registry,
}

impl Table {
    fn bind<F, O>(&mut self, kind: Kind, function: F)
    where
        F: Fn(Means, Run) -> O + Send + Sync + 'static,
        O: Future<Output = Outcome> + Send + 'static,
    {
        let means = self.means.clone();
        self.registry
            .bind(kind, move |run| function(means.clone(), run));
    }
}
