//! A mailbox that answers oddly, as a broken server does or one that somebody sends odd mails to. It is simulated: no
//! server of Debian's answers so when it is asked to.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egress::{Egress, Imap, Tls};
use identity::{Actor, Role};
use jobs::{Outcome, Registry, Worker};
use kernel::{Id, Sensitive, SystemEntropy};
use store::testing::TestDb;

/// What lies in the folder, and whether the other folder is there.
#[derive(Default)]
struct Mails {
    there: BTreeSet<u32>,
    has_filed: bool,
    /// The server has no command to move, only one to copy.
    cannot_move: bool,
    /// Nothing goes into the other folder: it is over its quota.
    is_full: bool,
    copied: BTreeSet<u32>,
}

/// The mail of which the server says something that is no structure.
const ODD: u32 = 1;
/// The mail at whose text it breaks off.
const CUT: u32 = 2;
/// One like others.
const SOUND: u32 = 3;
/// Those at which the server breaks off whatever is asked of them.
const LOST: std::ops::Range<u32> = 20..26;

fn serve(mails: &Arc<Mutex<Mails>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mails = Arc::clone(mails);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mails = Arc::clone(&mails);
            std::thread::spawn(move || speak(stream.unwrap(), &mails));
        }
    });
    port
}

fn speak(mut stream: TcpStream, mails: &Mutex<Mails>) {
    stream.write_all(b"* OK ready\r\n").unwrap();
    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
        let Ok(line) = line else { return };
        let (tag, command) = line.split_once(' ').unwrap();
        let answer = match command.split_once(' ') {
            Some(("UID", command)) => of_mail(command, mails),
            Some(("SELECT", _)) => Some("* 3 EXISTS\r\n* 0 RECENT\r\n* FLAGS ()\r\nOK".to_owned()),
            Some(("CREATE", _)) => {
                mails.lock().unwrap().has_filed = true;
                Some("OK".to_owned())
            }
            _ => Some("OK".to_owned()),
        };
        let Some(answer) = answer else { return };
        let (before, word) = answer.rsplit_once("\r\n").unwrap_or(("", &answer));
        let before = if before.is_empty() {
            String::new()
        } else {
            format!("{before}\r\n")
        };
        if write!(stream, "{before}{tag} {word} done\r\n").is_err() {
            return;
        }
    }
}

/// What is answered about mails; nothing where the server breaks off.
fn of_mail(command: &str, mails: &Mutex<Mails>) -> Option<String> {
    let mut mails = mails.lock().unwrap();
    let words: Vec<_> = command.split(' ').collect();
    let number: u32 = words[1].parse().unwrap_or_default();
    let header = format!("From: a@host.test\r\nSubject: {number}\r\n\r\n");
    let length = header.len();
    Some(match words[0] {
        "SEARCH" => {
            let there: Vec<_> = mails.there.iter().map(u32::to_string).collect();
            format!("* SEARCH {}\r\nOK", there.join(" "))
        }
        "MOVE" if mails.cannot_move => "BAD".to_owned(),
        "MOVE" | "COPY" if mails.is_full || !mails.has_filed => "NO".to_owned(),
        "COPY" => {
            mails.copied.insert(number);
            "OK".to_owned()
        }
        "STORE" => {
            assert!(command.ends_with("+FLAGS.SILENT (\\Deleted)"), "{command}");
            mails.there.remove(&number);
            "OK".to_owned()
        }
        "FETCH" if LOST.contains(&number) => return None,
        "MOVE" => {
            mails.there.remove(&number);
            "OK".to_owned()
        }
        "FETCH" if command.contains("BODYSTRUCTURE") && number == ODD => {
            format!("* {number} FETCH (UID {number} BODYSTRUCTURE ((\r\nOK")
        }
        "FETCH" if command.contains("BODYSTRUCTURE") => format!(
            "* {number} FETCH (UID {number} BODYSTRUCTURE \
             (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 5 1 NIL NIL NIL NIL))\r\nOK"
        ),
        "FETCH" if !command.contains("BODY.PEEK[1]") => format!(
            "* {number} FETCH (UID {number} BODY[HEADER]<0> {{{length}}}\r\n{header})\r\nOK"
        ),
        "FETCH" if number == CUT => return None,
        _ => format!(
            "* {number} FETCH (UID {number} BODY[HEADER]<0> {{{length}}}\r\n{header} BODY[1]<0> {{5}}\r\nhello)\r\nOK"
        ),
    })
}

/// A house that empties this mailbox.
struct House {
    test: TestDb,
    mails: Arc<Mutex<Mails>>,
    egress: Egress,
}

impl House {
    async fn new(test: TestDb, mails: Mails) -> Self {
        let mails = Arc::new(Mutex::new(mails));
        let egress = egress_of(serve(&mails));
        let mut tx = test.desk.write().await.unwrap();
        dispatch::keep_collecting(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        Self {
            test,
            mails,
            egress,
        }
    }

    /// Empties the mailbox once, some minutes later.
    async fn collect(&self, minutes: u64) {
        self.test.clock.advance(Duration::from_secs(60 * minutes));
        let mut registry = Registry::default();
        let (db, egress) = (self.test.desk.clone(), self.egress.clone());
        registry.bind(dispatch::COLLECT, move |run| {
            let (db, egress) = (db.clone(), egress.clone());
            async move { dispatch::collect(&db, &egress, run).await }
        });
        registry.bind(dispatch::RECEIVED, |_| async { Outcome::nothing() });
        Worker::new(
            self.test.desk.clone(),
            registry,
            1,
            Duration::from_millis(10),
        )
        .run_due()
        .await
        .unwrap();
    }

    /// Subject and text of what is in the tray, and how much of each was left out.
    async fn told(&self) -> Vec<(String, String, u64)> {
        let mut tx = self.test.desk.read().await.unwrap();
        let tray = dispatch::tray(&mut tx, &supervisor(), None, 100)
            .await
            .unwrap();
        let told = tray.iter().map(|one| {
            let (subject, text) = (one.subject.expose(), one.text.expose());
            (subject.clone(), text.clone(), one.left_out())
        });
        let mut told: Vec<_> = told.collect();
        told.sort_unstable();
        told
    }

    async fn late(&self) -> i64 {
        let mut tx = self.test.desk.read().await.unwrap();
        dispatch::mailbox_late(&mut tx, &supervisor())
            .await
            .unwrap()
            .0
    }
}

fn egress_of(port: u16) -> Egress {
    let word = |text: &str| Sensitive::new(text.to_owned());
    Egress::new(egress::Config {
        mailbox: Some(Imap {
            host: "127.0.0.1".to_owned(),
            port,
            tls: Tls::None,
            ca_file: None,
            username: word("desk"),
            password: word("word"),
            folder: "INBOX".to_owned(),
            filed: "Filed".to_owned(),
            address: "answer@hotline.test".to_owned(),
        }),
        mail_timeout: Duration::from_secs(2),
        demonstration: true,
        ..egress::Config::default()
    })
    .unwrap()
}

fn supervisor() -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[Role::Supervisor])
}

store::on_both! {
    async fn one_mail_that_cannot_be_taken_keeps_no_other_from_it(test: TestDb) {
        let house = House::new(test, Mails {
            there: [ODD, CUT, SOUND].into(),
            ..Mails::default()
        })
        .await;
        house.collect(0).await;
        let sound = |subject: &str, text: &str, out| (subject.to_owned(), text.to_owned(), out);
        let told = [sound("1", "", 1), sound("2", "", 1), sound("3", "hello", 0)];
        assert_eq!(house.told().await, told);
        let mails = house.mails.lock().unwrap();
        assert!(mails.there.is_empty(), "all were moved");
        assert!(mails.has_filed, "the folder was made");
    }

    async fn many_that_cannot_be_taken_keep_no_other_from_it_and_are_overdue(test: TestDb) {
        let house = House::new(test, Mails {
            there: LOST.chain([30]).collect(),
            has_filed: true,
            ..Mails::default()
        })
        .await;
        house.collect(0).await;
        house.collect(1).await;
        assert_eq!(house.told().await.len(), 1, "what is new comes first");
        assert_eq!(house.late().await, 0);
        house.collect(61).await;
        assert_eq!(house.late().await, 6, "each of them, and the mailbox is read");
        assert_eq!(house.mails.lock().unwrap().there.len(), 6);
    }

    async fn mails_that_cannot_be_moved_keep_no_other_from_being_read(test: TestDb) {
        let house = House::new(test, Mails {
            there: (4..13).collect(),
            has_filed: true,
            is_full: true,
            ..Mails::default()
        })
        .await;
        house.collect(0).await;
        assert_eq!(house.told().await.len(), 9);
        house.mails.lock().unwrap().there.insert(13);
        house.collect(1).await;
        assert_eq!(house.told().await.len(), 10);
        house.collect(65).await;
        assert_eq!(house.late().await, 10);
        house.mails.lock().unwrap().is_full = false;
        house.collect(1).await;
        assert!(house.mails.lock().unwrap().there.is_empty());
        assert_eq!((house.told().await.len(), house.late().await), (10, 0));
    }

    async fn a_server_that_cannot_move_has_them_copied(test: TestDb) {
        let house = House::new(test, Mails {
            there: [4, 5].into(),
            has_filed: true,
            cannot_move: true,
            ..Mails::default()
        })
        .await;
        house.collect(0).await;
        assert_eq!(house.told().await.len(), 2);
        let mails = house.mails.lock().unwrap();
        assert!(mails.there.is_empty() && mails.copied == [4, 5].into());
    }

    async fn a_mailbox_that_cannot_be_reached_is_overdue_after_an_hour(test: TestDb) {
        let house = House::new(test, Mails::default()).await;
        house.collect(0).await;
        let nobody = smallnet::Port::hold().unwrap();
        assert_eq!(house.late().await, 0);
        let mut gone = house;
        gone.egress = egress_of(nobody.address().unwrap().port());
        for _ in 0..3 {
            gone.collect(25).await;
        }
        assert_eq!(gone.late().await, 1);
    }
}
