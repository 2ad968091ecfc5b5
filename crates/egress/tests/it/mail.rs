//! Mail to the relay.

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use egress::{
    Accepted, Attachment, Composed, Config, Cover, Egress, Error, Mail, MailError, Smtp, Tls, Way,
};
use kernel::{Sensitive, Timestamp};
use smallnet::{Reception, SmallNet};
use tempfile::NamedTempFile;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::{certificate, config};

fn smtp(port: u16, tls: Tls) -> Smtp {
    Smtp {
        host: String::from("localhost"),
        port,
        tls,
        ca_file: None,
        username: None,
        password: None,
        enforces_tls_onward: false,
    }
}

fn with(smtp: Smtp) -> Result<Egress, Error> {
    Egress::new(Config {
        smtp: Some(smtp),
        mail_timeout: Duration::from_secs(2),
        ..config(None)
    })
}

fn trusting(net: &SmallNet) -> (NamedTempFile, Egress) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(net.smtp_ca_pem().as_bytes()).unwrap();
    let smtp = Smtp {
        ca_file: Some(file.path().to_owned()),
        ..smtp(net.smtp().port(), Tls::StartTls)
    };
    (file, with(smtp).unwrap())
}

fn mail(to: &str) -> Composed {
    going(to, Way::default())
}

fn going(to: &str, way: Way) -> Composed {
    let mail = Mail {
        message_id: String::from("n-17@hotline.test"),
        date: Timestamp::from_micros(1_700_000_000_000_000),
        from: String::from("Hotline <desk@hotline.test>"),
        to: to.to_owned(),
        reply_to: None,
        subject: String::from("Notice 17"),
        text: String::from("apple\n.\npear\n"),
        attachments: vec![Attachment {
            name: String::from("lines.csv"),
            content_type: String::from("text/csv; charset=utf-8"),
            bytes: b"line,word\r\n".to_vec(),
        }],
    };
    mail.composed(Cover::Open, way).unwrap()
}

#[tokio::test]
async fn a_mail_arrives_over_tls_with_its_message_id_and_the_same_each_time() {
    let net = SmallNet::start().unwrap();
    let (_file, egress) = trusting(&net);
    egress.probe_smtp().await.unwrap();
    for _ in 0..2 {
        let taken = egress.send(&mail("abuse@host.test")).await;
        assert_eq!(taken, Ok(Accepted { code: 250 }));
    }
    let mails = net.wait_for_mails(2, Duration::from_secs(5)).await;
    assert_eq!(mails.len(), 2);
    assert!(mails[0].tls);
    assert_eq!(mails[0].sender, "desk@hotline.test");
    assert_eq!(mails[0].recipients, ["abuse@host.test"]);
    assert_eq!(
        mails[0].header("Message-ID").as_deref(),
        Some("<n-17@hotline.test>")
    );
    assert!(
        String::from_utf8(mails[0].raw.clone())
            .unwrap()
            .contains("\r\n\r\napple\r\n.\r\npear\r\n")
    );
    assert_eq!(mails[0].raw, mails[1].raw);
}

#[tokio::test]
async fn what_the_relay_says_is_told_by_its_code() {
    let net = SmallNet::start().unwrap();
    let (_file, egress) = trusting(&net);
    for (to, reception, outcome) in [
        (
            "defer@host.test",
            Reception::Defer,
            Err(MailError::Deferred(451)),
        ),
        (
            "refuse@host.test",
            Reception::Refuse,
            Err(MailError::Refused(550)),
        ),
        (
            "drop@host.test",
            Reception::DropAfterData,
            Err(MailError::Unanswered),
        ),
        (
            "late@host.test",
            Reception::AnswerThenDrop,
            Ok(Accepted { code: 250 }),
        ),
    ] {
        net.receive(to, reception);
        assert_eq!(egress.send(&mail(to)).await, outcome, "{to}");
    }
}

#[tokio::test]
async fn nothing_travels_without_verified_tls() {
    let net = SmallNet::start().unwrap();
    let (_file, egress) = trusting(&net);
    net.offer_starttls(false);
    assert_eq!(egress.probe_smtp().await, Err(MailError::Unsafe));
    assert_eq!(
        egress.send(&mail("abuse@host.test")).await,
        Err(MailError::Unsafe)
    );
    net.offer_starttls(true);
    let strict = with(smtp(net.smtp().port(), Tls::StartTls)).unwrap();
    assert_eq!(
        strict.send(&mail("abuse@host.test")).await,
        Err(MailError::Unsafe)
    );
    assert_eq!(strict.probe_smtp().await, Err(MailError::Unsafe));
    assert_eq!(net.mails(), []);
}

#[tokio::test]
async fn the_loopback_may_do_without_tls_and_nobody_else() {
    let net = SmallNet::start().unwrap();
    let plain = with(smtp(net.smtp().port(), Tls::None)).unwrap();
    plain.send(&mail("abuse@host.test")).await.unwrap();
    assert!(!net.mails()[0].tls);
    let relay = Smtp {
        host: String::from("relay.test"),
        ..smtp(25, Tls::None)
    };
    assert!(matches!(with(relay), Err(Error::PlainRelay)));
}

#[tokio::test]
async fn a_relay_that_is_not_there_is_unreachable() {
    let nobody = smallnet::Port::hold().unwrap();
    let egress = with(smtp(nobody.address().unwrap().port(), Tls::None)).unwrap();
    assert_eq!(
        egress.send(&mail("abuse@host.test")).await,
        Err(MailError::Unreachable)
    );
    let none = Egress::new(config(None)).unwrap();
    assert_eq!(
        none.send(&mail("abuse@host.test")).await,
        Err(MailError::NoRelay)
    );
    assert_eq!(none.probe_smtp().await, Err(MailError::NoRelay));
}

#[tokio::test]
async fn the_operators_promise_is_passed_on() {
    let promised = Smtp {
        enforces_tls_onward: true,
        ..smtp(25, Tls::StartTls)
    };
    assert!(with(promised).unwrap().relay_enforces_tls());
    assert!(!with(smtp(25, Tls::Implicit)).unwrap().relay_enforces_tls());
    assert!(!Egress::new(config(None)).unwrap().relay_enforces_tls());
}

#[tokio::test]
async fn a_configuration_that_cannot_work_is_refused() {
    let half = Smtp {
        username: Some(Sensitive::new(String::from("desk"))),
        ..smtp(25, Tls::Implicit)
    };
    assert!(matches!(with(half), Err(Error::Relay)));
    let missing = Smtp {
        ca_file: Some(PathBuf::from("/nonexistent/ca.pem")),
        ..smtp(25, Tls::Implicit)
    };
    assert!(matches!(with(missing), Err(Error::CaFile(_))));
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        .unwrap();
    let ca_file = Some(file.path().to_owned());
    let broken = Smtp {
        ca_file: ca_file.clone(),
        ..smtp(25, Tls::Implicit)
    };
    assert!(matches!(with(broken), Err(Error::Authorities)));
    assert!(matches!(
        Egress::new(Config {
            ca_file,
            ..config(None)
        }),
        Err(Error::Authorities)
    ));
    let empty = Some(NamedTempFile::new().unwrap());
    let ca_file = empty.as_ref().map(|file| file.path().to_owned());
    let none = Smtp {
        ca_file: ca_file.clone(),
        ..smtp(25, Tls::Implicit)
    };
    assert!(matches!(with(none), Err(Error::Authorities)));
    assert!(matches!(
        Egress::new(Config {
            ca_file,
            ..config(None)
        }),
        Err(Error::Authorities)
    ));
}

/// A relay that says this to each of these commands, takes leave, and is silent otherwise.
async fn relay(
    tls: Option<TlsAcceptor>,
    says: &[(&'static str, &'static str)],
) -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let (log, says) = (Arc::clone(&heard), says.to_vec());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream: Box<dyn Stream> = match tls {
            Some(tls) => Box::new(tls.accept(stream).await.unwrap()),
            None => Box::new(stream),
        };
        let mut wire = BufReader::new(stream);
        wire.write_all(b"220 relay.test\r\n").await.unwrap();
        let mut line = String::new();
        while wire
            .read_line(&mut line)
            .await
            .is_ok_and(|length| length > 0)
        {
            log.lock().unwrap().push(line.trim_end().to_owned());
            if let Some((_, answer)) = says
                .iter()
                .chain(&[("QUIT", "221 bye\r\n")])
                .find(|(command, _)| line.starts_with(command))
            {
                wire.write_all(answer.as_bytes()).await.unwrap();
                wire.flush().await.unwrap();
            }
            line.clear();
        }
    });
    (port, heard)
}

trait Stream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send {}
impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send> Stream for T {}

#[tokio::test]
async fn a_relay_over_implicit_tls_is_signed_in_to() {
    let (authority, acceptor) = certificate::make();
    let (port, heard) = relay(
        Some(acceptor),
        &[
            ("EHLO", "250-relay.test\r\n250 AUTH PLAIN\r\n"),
            ("AUTH", "235 ok\r\n"),
        ],
    )
    .await;
    let egress = with(Smtp {
        ca_file: Some(authority.path().to_owned()),
        username: Some(Sensitive::new(String::from("desk"))),
        password: Some(Sensitive::new(String::from("word"))),
        ..smtp(port, Tls::Implicit)
    })
    .unwrap();
    egress.probe_smtp().await.unwrap();
    // "\0desk\0word" in base64.
    assert_eq!(heard.lock().unwrap()[1], "AUTH PLAIN AGRlc2sAd29yZA==");
}

#[tokio::test]
async fn a_refusal_after_the_text_is_told_from_a_silence() {
    for (answer, outcome) in [
        ("", MailError::Unanswered),
        ("554 canary@host.test refused\r\n", MailError::Refused(554)),
        ("452 full\r\n", MailError::Deferred(452)),
    ] {
        let says = [
            ("EHLO", "250 relay\r\n"),
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "250 ok\r\n"),
            ("DATA", "354 go\r\n"),
            (".\r\n", answer),
        ];
        let (port, _) = relay(None, &says).await;
        let egress = with(smtp(port, Tls::None)).unwrap();
        let error = egress.send(&mail("abuse@host.test")).await.unwrap_err();
        assert_eq!(error, outcome);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[tokio::test]
async fn a_silence_before_the_text_means_that_it_was_not_sent() {
    let (port, heard) = relay(None, &[("EHLO", "250 relay\r\n"), ("MAIL", "250 ok\r\n")]).await;
    let egress = with(smtp(port, Tls::None)).unwrap();
    assert_eq!(
        egress.send(&mail("abuse@host.test")).await,
        Err(MailError::Unreachable)
    );
    assert!(
        !heard
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.starts_with("DATA"))
    );
}

#[tokio::test]
async fn what_a_relay_offers_is_asked_for_and_nothing_else() {
    let way = || Way {
        returns_to: Some(String::from("answer+b-17@hotline.test")),
        envelope_id: Some(String::from("17ab")),
        tls_onward: true,
    };
    let full = "250-relay\r\n250-DSN\r\n250 REQUIRETLS\r\n";
    let both = [
        "MAIL FROM:<answer+b-17@hotline.test> RET=HDRS ENVID=17ab REQUIRETLS",
        "RCPT TO:<a+b@host.test> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;a+2Bb@host.test",
    ];
    let none = [
        "MAIL FROM:<answer+b-17@hotline.test>",
        "RCPT TO:<a+b@host.test>",
    ];
    for (hello, said) in [(full, both), ("250 relay\r\n", none)] {
        let says = [
            ("EHLO", hello),
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "250 ok\r\n"),
            ("DATA", "354 go\r\n"),
            (".\r\n", "250 ok\r\n"),
        ];
        let (port, heard) = relay(None, &says).await;
        let egress = with(smtp(port, Tls::None)).unwrap();
        egress.send(&going("a+b@host.test", way())).await.unwrap();
        let heard = heard.lock().unwrap();
        for line in said {
            assert!(heard.iter().any(|heard| heard == line), "{line}: {heard:?}");
        }
    }
}
