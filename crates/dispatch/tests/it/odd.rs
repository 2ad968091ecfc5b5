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
}

/// The mail of which the server says something that is no structure.
const ODD: u32 = 1;
/// The mail at whose text it breaks off.
const CUT: u32 = 2;
/// One like others.
const SOUND: u32 = 3;

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
        "MOVE" if !mails.has_filed => "NO".to_owned(),
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

#[tokio::test]
async fn one_mail_that_cannot_be_taken_keeps_no_other_from_it() {
    let test = TestDb::sqlite().await;
    let mails = Arc::new(Mutex::new(Mails {
        there: [ODD, CUT, SOUND].into(),
        has_filed: false,
    }));
    let word = |text: &str| Sensitive::new(text.to_owned());
    let egress = Egress::new(egress::Config {
        mailbox: Some(Imap {
            host: "127.0.0.1".to_owned(),
            port: serve(&mails),
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
    .unwrap();
    let mut tx = test.desk.write().await.unwrap();
    dispatch::keep_collecting(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut registry = Registry::default();
    let db = test.desk.clone();
    registry.bind(dispatch::COLLECT, move |run| {
        let (db, egress) = (db.clone(), egress.clone());
        async move { dispatch::collect(&db, &egress, run).await }
    });
    registry.bind(dispatch::RECEIVED, |_| async { Outcome::nothing() });
    Worker::new(test.desk.clone(), registry, 1, Duration::from_millis(10))
        .run_due()
        .await
        .unwrap();

    let supervisor = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Supervisor]);
    let mut tx = test.desk.read().await.unwrap();
    let tray = dispatch::tray(&mut tx, &supervisor, None, 10)
        .await
        .unwrap();
    let mut told: Vec<_> = tray
        .iter()
        .map(|one| {
            (
                one.subject.expose().as_str(),
                one.text.expose().as_str(),
                one.left_out(),
            )
        })
        .collect();
    told.sort_unstable();
    assert_eq!(told, [("1", "", 1), ("2", "", 1), ("3", "hello", 0)]);
    let mails = mails.lock().unwrap();
    assert!(mails.there.is_empty(), "all were moved");
    assert!(mails.has_filed, "the folder was made");
}
