//! What comes back by mail about a letter, from its arrival on; and what a letter with a ruling says.

use std::time::Duration;

use kernel::{Id, Language};
use smallnet::Mail;
use takedown::{Notice, State};

use crate::letters::approve_providers;
use crate::pages::desk;
use crate::police::opened;
use crate::police_mail::{answer, report};
use crate::world::{Decided, ELSEWHERE, World, job, staff, world};

const URL: &str = "http://canaryhost.test:81/p/17";

impl World {
    /// A case whose notice was sent.
    async fn told(&self) -> (Id<intake::Case>, Notice, String) {
        let case = self.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(self).await;
        let notice = self.notice(case).await;
        assert_eq!(notice.state, State::Sent);
        let message_id = self.dispatched(notice.letter.unwrap()).await.message_id;
        (case, notice, message_id)
    }

    async fn notice(&self, case: Id<intake::Case>) -> Notice {
        let mut tx = self.read().await;
        let mut notices = takedown::notices(&mut tx, &job(), case).await.unwrap();
        assert_eq!(notices.len(), 1);
        notices.remove(0)
    }

    fn letters(&self) -> Vec<Mail> {
        let mails = self.net.mails().into_iter();
        mails
            .filter(|mail| mail.recipients[0].starts_with("abuse@"))
            .collect()
    }
}

store::on_both! {
    async fn an_answer_acknowledges_and_nothing_else_does(test: TestDb) {
        let world = world(&test).await;
        let (case, _, message_id) = world.told().await;
        world.comes(&report(&message_id, "1", "delivered")).await;
        world.comes(&answer(&message_id, "2", "Auto-Submitted: auto-replied\r\n", "Ticket 17.")).await;
        assert_eq!(world.notice(case).await.state, State::Sent);
        world.comes(&answer(&message_id, "3", "", "It is gone.")).await;
        assert_eq!(world.notice(case).await.state, State::Acknowledged);
        assert!(world.to_dos(case).await.contains(&"routing-to-do-read-answer"));
    }

    async fn who_writes_through_a_list_or_a_system_is_heard_and_what_a_machine_adds_is_read(test: TestDb) {
        let world = world(&test).await;
        let (case, _, message_id) = world.told().await;
        let machine = "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";
        let is_to_read = async || world.to_dos(case).await.contains(&"routing-to-do-read-answer");
        world.comes(&answer(&message_id, "1", machine, "Ticket 17 is open.")).await;
        assert!(!is_to_read().await, "a receipt");
        for own in ["2", "3"] {
            world.clock.advance(Duration::from_secs(1));
            world.comes(&answer(&message_id, own, machine, "Ticket 17 is closed: removed.")).await;
        }
        let read = |to_do: &&&str| **to_do == "routing-to-do-read-answer";
        assert_eq!(world.to_dos(case).await.iter().filter(read).count(), 1, "one a letter");
        assert_eq!(world.notice(case).await.state, State::Sent);
        let person = "List-Id: Desk <desk.host.test>\r\nPrecedence: list\r\nX-Auto-Response-Suppress: All\r\n";
        world.comes(&answer(&message_id, "4", person, "Removed, ticket 17.")).await;
        assert_eq!(world.notice(case).await.state, State::Acknowledged);
    }

    async fn what_could_not_be_delivered_is_for_a_person(test: TestDb) {
        let world = world(&test).await;
        let (case, _, message_id) = world.told().await;
        world.clock.advance(Duration::from_secs(60));
        world.comes(&report(&message_id, "1", "failed")).await;
        assert_eq!(world.notice(case).await.state, State::Bounced);
        assert!(world.to_dos(case).await.contains(&"takedown-to-do-bounced"));
    }

    async fn a_reply_that_quotes_our_list_shows_no_address_and_no_other_case(test: TestDb) {
        let world = world(&test).await;
        let (case, notice, message_id) = world.told().await;
        let other = world.case(world.released(crate::world::HOME, Decided::Harmful).await).await;
        let own = world.case(case).await;
        let working = {
            let mut tx = world.read().await;
            location::working(&mut tx, &job(), notice.location).await.unwrap().unwrap().url
        };
        let theirs = {
            let mut tx = world.read().await;
            location::working(&mut tx, &job(), other.location).await.unwrap().unwrap().url
        };
        let text = format!(
            "Removed.\n> - {own}: {ours}\n> {plain}\n> {reference} and words of it\n> see {theirs}\n> {URL}\n",
            own = own.reference,
            ours = location::defang(working.expose()),
            plain = working.expose(),
            reference = other.reference,
            theirs = location::defang(theirs.expose()),
        );
        world.comes(&answer(&message_id, "1", "", &text)).await;
        let desk = desk(&test);
        let words = desk.desk.catalogue.words(Language::ENGLISH);
        let analyst = staff(identity::Role::Analyst);
        let mut tx = world.read().await;
        let panel = takedown::answers(&mut tx, &analyst, &world.pack, &words, case).await.unwrap().unwrap();
        let shown = format!("{}: {}", own.reference, own.reference);
        assert!(panel.html.contains(&shown) && panel.html.contains("[URL]"), "{}", panel.html);
        assert!(panel.html.contains("Lines about other cases are not shown here: 2."), "{}", panel.html);
        assert!(!panel.html.contains(&other.reference) && !panel.html.contains("words of it"), "{}", panel.html);
        // A manager may not look places up: every address is one, and none is shown.
        let manager = staff(identity::Role::Manager);
        let seen = takedown::answers(&mut tx, &manager, &world.pack, &words, case).await.unwrap().unwrap();
        // Where the provider's words about the notice are shown, the same.
        let notices = takedown::panel(&mut tx, &analyst, &world.pack, &words, "", case).await.unwrap();
        for html in [&panel.html, &seen.html, &notices.html] {
            for hidden in ["far-host", "kh-host", "canaryhost", "/p/17"] {
                assert!(!html.contains(hidden), "{hidden}: {html}");
            }
        }
        assert!(notices.html.contains("Removed."), "{}", notices.html);
        let (_, program) = desk.program_of(&[identity::Role::Analyst]).await;
        let told = program.get(&format!("/api/v1/cases/{case}/mails")).await.json();
        let mail = &told["mails"][0];
        assert_eq!((mail["kind"].as_str(), mail["other_lines"].as_u64()), (Some("answer"), Some(2)), "{told}");
        let text = mail["text"].as_str().unwrap();
        assert!(text.contains(&shown) && !text.contains("canaryhost") && !text.contains(&other.reference), "{text}");
    }

    async fn what_quotes_a_place_or_names_a_reference_is_offered_the_letter_about_it(test: TestDb) {
        let world = world(&test).await;
        let (case, notice, message_id) = world.told().await;
        let working = {
            let mut tx = world.read().await;
            location::working(&mut tx, &job(), notice.location).await.unwrap().unwrap().url
        };
        let quoting = format!("[#17] Removed.\n> - {}\n", location::defang(working.expose()));
        let naming = format!("Ticket 17, your {}: removed.", world.case(case).await.reference);
        let desk = desk(&test);
        let (_, supervisor) = desk.program_of(&[identity::Role::Supervisor]).await;
        for (own, text, guess) in [
            ("1", quoting.as_str(), Some(message_id.as_str())),
            ("2", naming.as_str(), Some(message_id.as_str())),
            ("3", "Removed. > hxxp://another[.]test/p/17 ABCDEFGH", None),
        ] {
            let mail = world.comes(&answer("ticket@elsewhere.test", own, "", text)).await;
            let told = supervisor.get(&format!("/api/v1/tray/{mail}")).await.json();
            assert_eq!(told["guess"].as_str(), guess, "{told}");
            assert_eq!(told["state"], "tray", "a person says whether it is");
        }
        assert_eq!(world.notice(case).await.state, State::Sent);
    }

    async fn whoever_sorts_the_tray_says_what_a_mail_is(test: TestDb) {
        let world = world(&test).await;
        let (case, _, message_id) = world.told().await;
        let text = format!("Your mail could not be delivered.\n{URL}\n");
        let mail = world.comes(&answer("nobody@hotline.test", "1", "", &text)).await;
        let desk = desk(&test);
        let supervisor = desk.sign_in(&[identity::Role::Supervisor]).await;
        let page = supervisor.get(&format!("/tray/{mail}")).await.body;
        assert!(page.contains("[URL]") && !page.contains("canaryhost"), "{page}");
        let to = ("to", message_id.as_str());
        let unsaid = supervisor.post(&format!("/tray/{mail}/assign"), &[to]).await;
        assert!(unsaid.body.contains("Say what it is"), "{}", unsaid.body);
        let path = format!("/api/v1/tray/{mail}");
        let (_, program) = desk.program_of(&[identity::Role::Supervisor]).await;
        let seen = program.get(&path).await.json();
        assert_eq!((&seen["kind"], &seen["guess"]), (&"answer".into(), &serde_json::Value::Null));
        assert_eq!(seen["text"], "Your mail could not be delivered.\n[URL]");
        let sorted = supervisor.post(&format!("/tray/{mail}/assign"), &[to, ("kind", "failed")]).await;
        assert_eq!(sorted.location(), "/tray");
        world.work().await;
        assert_eq!(world.notice(case).await.state, State::Bounced);
    }

    async fn a_letter_with_a_ruling_says_class_and_law_and_carries_xarf(test: TestDb) {
        let world = world(&test).await;
        let (case, notice, _) = world.told().await;
        let [mail] = &world.letters()[..] else { panic!("one letter") };
        let said = opened(mail);
        let mut tx = world.read().await;
        let ruling = assessment::decision(&mut tx, &job(), case).await.unwrap().unwrap().ruling;
        let class = ruling.class_label(&world.pack, Language::ENGLISH);
        let basis = ruling.basis(&world.pack, Language::ENGLISH);
        // Signs beyond ASCII travel as numbers.
        let basis = basis.split(|sign: char| !sign.is_ascii()).next().unwrap();
        assert!(!class.is_empty() && !basis.is_empty());
        assert!(said.contains(&format!("Classification: {class}")), "{said}");
        assert!(said.contains(&format!("Why it is illegal: {basis}")), "{said}");
        let begins = said.find("{\"xarf_version\"").expect("the data is attached");
        let mut data = serde_json::Deserializer::from_str(&said[begins..]).into_iter::<serde_json::Value>();
        let data = data.next().unwrap().unwrap();
        let url = location::working(&mut tx, &job(), notice.location).await.unwrap().unwrap().url;
        assert_eq!((&data["category"], &data["type"], &data["classification"]), (&"content".into(), &"csam".into(), &"baseline".into()));
        assert_eq!(data["url"].as_str(), Some(url.expose().as_str()));
    }
}
