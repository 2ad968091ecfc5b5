//! The mail server, spoken to by lettre (with and without TLS) and over plain TCP.

use std::net::SocketAddr;

use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, BufReader};

use super::*;
use crate::SmallNet;

const ALICE: &str = "abuse@mekong-hosting.test";
const BOB: &str = "abuse@polder-hosting.test";
const SOON: Duration = Duration::from_secs(5);

fn message(to: &[&str]) -> Message {
    let mut builder = Message::builder()
        .from("hotline@hotline.test".parse().unwrap())
        .subject("A notice, ជូនដំណឹង")
        .message_id(Some("<17@hotline.test>".to_owned()));
    for to in to {
        builder = builder.to(to.parse().unwrap());
    }
    builder
        .body(".starts with a dot\r\n..two\r\n.\r\nend".to_owned())
        .unwrap()
}

fn transport(net: &SmallNet, authority: Option<&str>) -> AsyncSmtpTransport<Tokio1Executor> {
    // Another test may have installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let tls = match authority {
        None => Tls::None,
        Some(pem) => {
            let authority = Certificate::from_pem(pem.as_bytes()).unwrap();
            Tls::Required(
                TlsParameters::builder("localhost".to_owned())
                    .add_root_certificate(authority)
                    .build()
                    .unwrap(),
            )
        }
    };
    AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
        .port(net.smtp().port())
        .tls(tls)
        .timeout(Some(SOON))
        .build()
}

#[tokio::test]
async fn a_mail_is_kept_as_it_was_sent() {
    let net = SmallNet::start().unwrap();
    let message = message(&[ALICE, BOB]);
    let response = transport(&net, None).send(message.clone()).await.unwrap();
    assert!(response.is_positive());
    let mails = net.wait_for_mails(1, SOON).await;
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail.sender, "hotline@hotline.test");
    assert_eq!(mail.recipients, [ALICE, BOB]);
    assert_eq!(mail.header("message-id").unwrap(), "<17@hotline.test>");
    let mut sent = message.formatted();
    if !sent.ends_with(b"\r\n") {
        sent.extend_from_slice(b"\r\n");
    }
    assert_eq!(
        String::from_utf8_lossy(&mail.raw),
        String::from_utf8_lossy(&sent)
    );
    assert!(mail.answered && !mail.tls);
    assert_eq!(
        net.asked()
            .into_iter()
            .map(|asked| asked.what)
            .collect::<Vec<_>>(),
        [What::Smtp(ALICE.to_owned()), What::Smtp(BOB.to_owned())]
    );
    assert_eq!(mail.at, 3);
}

#[tokio::test]
async fn starttls_is_verified_against_its_own_authority() {
    let net = SmallNet::start().unwrap();
    let pem = net.smtp_ca_pem();
    let sender = transport(&net, Some(&pem));
    sender.send(message(&[ALICE])).await.unwrap();
    let mails = net.wait_for_mails(1, SOON).await;
    assert!(mails[0].tls);

    let other = SmallNet::start().unwrap();
    let stranger = transport(&net, Some(&other.smtp_ca_pem()));
    assert!(stranger.send(message(&[ALICE])).await.is_err());

    net.offer_starttls(false);
    let sender = transport(&net, Some(&pem));
    assert!(sender.send(message(&[ALICE])).await.is_err());
    assert_eq!(net.mails().len(), 1);
}

#[tokio::test]
async fn recipients_are_deferred_and_refused() {
    let net = SmallNet::start().unwrap();
    net.receive(ALICE, Reception::Defer);
    net.receive(BOB, Reception::Refuse);
    let error = transport(&net, None)
        .send(message(&[ALICE]))
        .await
        .unwrap_err();
    assert!(error.is_transient(), "{error}");
    let error = transport(&net, None)
        .send(message(&[&BOB.to_uppercase()]))
        .await
        .unwrap_err();
    assert!(error.is_permanent(), "{error}");
    assert!(net.mails().is_empty());
    net.receive(ALICE, Reception::Accept);
    transport(&net, None).send(message(&[ALICE])).await.unwrap();
    assert_eq!(net.mails().len(), 1);
}

#[tokio::test]
async fn a_connection_ends_after_the_data_with_or_without_an_answer() {
    let net = SmallNet::start().unwrap();
    net.receive(ALICE, Reception::DropAfterData);
    net.receive(BOB, Reception::AnswerThenDrop);
    assert!(transport(&net, None).send(message(&[ALICE])).await.is_err());
    transport(&net, None).send(message(&[BOB])).await.unwrap();
    let mails = net.wait_for_mails(2, SOON).await;
    assert_eq!(mails.len(), 2);
    assert_eq!([mails[0].answered, mails[1].answered], [false, true]);
}

#[tokio::test]
async fn waiting_ends_with_its_time() {
    let net = SmallNet::start().unwrap();
    assert!(
        net.wait_for_mails(1, Duration::from_millis(20))
            .await
            .is_empty()
    );
}

/// A client that knows no manners.
struct Rude {
    wire: BufReader<TcpStream>,
}

impl Rude {
    async fn greeted(at: SocketAddr) -> Rude {
        let mut rude = Rude {
            wire: BufReader::new(TcpStream::connect(at).await.unwrap()),
        };
        assert!(rude.answer().await.starts_with("220 "));
        rude
    }

    async fn send(&mut self, text: &str) {
        let stream = self.wire.get_mut();
        stream.write_all(text.as_bytes()).await.unwrap();
    }

    async fn answer(&mut self) -> String {
        let mut whole = String::new();
        loop {
            let mut line = String::new();
            self.wire.read_line(&mut line).await.unwrap();
            whole.push_str(&line);
            if line.as_bytes().get(3) != Some(&b'-') {
                return whole;
            }
        }
    }

    async fn say(&mut self, line: &str) -> String {
        self.send(&format!("{line}\r\n")).await;
        self.answer().await
    }

    async fn ready_for_data(at: SocketAddr) -> Rude {
        let mut rude = Rude::greeted(at).await;
        for line in ["EHLO a.test", "MAIL FROM:<a@a.test>", "RCPT TO:<b@b.test>"] {
            assert!(rude.say(line).await.starts_with("250"), "{line}");
        }
        assert!(rude.say("DATA").await.starts_with("354"));
        rude
    }
}

#[tokio::test]
async fn the_conversation_keeps_its_order() {
    let net = SmallNet::start().unwrap();
    let mut rude = Rude::greeted(net.smtp()).await;
    for (line, answer) in [
        ("MAIL FROM:<a@a.test>", "503"),
        ("HELO a.test", "250 "),
        ("DATA", "503"),
        ("RCPT TO:<b@b.test>", "503"),
        ("mail from: <> BODY=8BITMIME SIZE=17", "250"),
        ("MAIL FROM:<a@a.test>", "503"),
        ("RCPT TO:<>", "501"),
        ("RCPT TO:b@b.test", "501"),
        ("RCPT TO:<b@b.test> NOTIFY=NEVER", "501"),
        ("RCPT TO:<b@b.test>", "250"),
        ("RSET", "250"),
        ("DATA", "503"),
        ("MAIL FROM:<a@a.test> SIZE=99999999999", "552"),
        ("MAIL FROM:<a@a.test> WHAT=EVER", "555"),
        ("MAIL FROM:<ខ@a.test>", "501"),
        ("BDAT 12", "502"),
        ("NOOP", "250"),
        ("QUIT", "221"),
    ] {
        let said = rude.say(line).await;
        assert!(said.starts_with(answer), "{line}: {said}");
    }
    let mut rest = String::new();
    assert_eq!(rude.wire.read_to_string(&mut rest).await.unwrap(), 0);
}

#[tokio::test]
async fn the_banner_says_that_it_is_simulated_and_ehlo_what_it_can() {
    let net = SmallNet::start().unwrap();
    let stream = TcpStream::connect(net.smtp()).await.unwrap();
    let mut rude = Rude {
        wire: BufReader::new(stream),
    };
    assert!(rude.answer().await.contains("simulated"));
    let offer = rude.say("EHLO a.test").await;
    for extension in ["STARTTLS", "8BITMIME", "SIZE 10485760"] {
        assert!(offer.contains(extension), "{offer}");
    }
    net.offer_starttls(false);
    assert!(!rude.say("EHLO a.test").await.contains("STARTTLS"));
    assert!(rude.say("STARTTLS").await.starts_with("502"));
}

#[tokio::test]
async fn what_is_sent_ahead_of_the_handshake_is_forgotten() {
    let net = SmallNet::start().unwrap();
    let mut rude = Rude::greeted(net.smtp()).await;
    rude.say("EHLO a.test").await;
    rude.send("STARTTLS\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\n")
        .await;
    assert!(rude.answer().await.starts_with("220"));
    rude.send("QUIT\r\n").await;
    let mut rest = Vec::new();
    let _ = rude.wire.read_to_end(&mut rest).await;
    assert!(net.asked().is_empty());
}

#[tokio::test]
async fn endless_lines_and_mails_are_refused() {
    let net = SmallNet::start().unwrap();
    let mut rude = Rude::greeted(net.smtp()).await;
    let said = rude.say(&"a".repeat(COMMAND * 40)).await;
    assert!(said.starts_with("500"), "{said}");
    let mut rude = Rude::ready_for_data(net.smtp()).await;
    rude.send(&"a".repeat(TEXT_LINE)).await;
    assert!(rude.say("\r\n.").await.starts_with("500"));
    let mut rude = Rude::ready_for_data(net.smtp()).await;
    let line = format!("{}\r\n", "a".repeat(998));
    let many = line.repeat(MESSAGE / line.len() + 1);
    rude.send(&many).await;
    assert!(rude.say(".").await.starts_with("552"));
    assert!(net.mails().is_empty());
}

#[tokio::test]
async fn only_cr_lf_ends_a_mail() {
    let net = SmallNet::start().unwrap();
    let mut rude = Rude::ready_for_data(net.smtp()).await;
    rude.send("Subject: one\r\n\r\ntext\n.\nMAIL FROM:<c@c.test>\r\n.\r\n")
        .await;
    assert!(rude.answer().await.starts_with("554"));
    assert!(rude.say("NOOP").await.starts_with("250"));
    assert!(net.mails().is_empty());
}

#[tokio::test]
async fn a_mail_that_breaks_off_is_not_kept() {
    let net = SmallNet::start().unwrap();
    let mut rude = Rude::ready_for_data(net.smtp()).await;
    rude.send("Subject: one\r\n\r\ntext\r\n").await;
    rude.wire.get_mut().shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = rude.wire.read_to_end(&mut rest).await;
    assert!(net.mails().is_empty());
}

#[tokio::test]
async fn a_client_that_understands_nothing_is_shown_out() {
    let net = SmallNet::start().unwrap();
    let mut rude = Rude::greeted(net.smtp()).await;
    for _ in 0..FAULTS {
        assert!(rude.say("WHAT").await.starts_with("502"));
    }
    assert!(rude.say("WHAT").await.starts_with("421"));
}

/// Sends a mail of these lines through a session, in pieces of this size, and gives what was kept.
fn through_a_session(lines: &[Vec<u8>], piece: usize) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::new();
        let (ours, theirs) = tokio::io::duplex(64);
        let (mut answers, mut questions) = tokio::io::split(ours);
        let mut script =
            b"HELO a\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n".to_vec();
        for line in lines {
            if line.starts_with(b".") {
                script.push(b'.');
            }
            script.extend_from_slice(line);
            script.extend_from_slice(b"\r\n");
        }
        script.extend_from_slice(b".\r\nQUIT\r\n");
        let asking = async {
            for part in script.chunks(piece) {
                questions.write_all(part).await.unwrap();
            }
        };
        let reading = async {
            let mut said = Vec::new();
            answers.read_to_end(&mut said).await.unwrap();
        };
        let session = async {
            Session::new(theirs, &world, false).run().await.unwrap();
        };
        tokio::join!(asking, reading, session);
        world.office.mails().remove(0).raw
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_text_comes_out_as_it_went_in(
        lines in prop::collection::vec(
            prop_oneof![
                Just(b".".to_vec()),
                prop::collection::vec(any::<u8>().prop_filter("no line end", |b| *b != b'\n'), 0..200),
            ],
            0..20,
        ),
        piece in 1_usize..100,
    ) {
        let kept = through_a_session(&lines, piece);
        let sent: Vec<u8> = lines.iter().flat_map(|line| [line.as_slice(), b"\r\n"].concat()).collect();
        prop_assert_eq!(kept, sent);
    }

    #[test]
    fn an_address_is_what_stands_between_the_brackets(
        address in "[a-z.]{1,20}@[a-z.]{1,20}",
        parameters in "[A-Z=0-9 ]{0,20}",
    ) {
        let command = format!("to:<{address}> {parameters}");
        prop_assert_eq!(path(&command, "TO:"), Some((address.as_str(), parameters.trim())));
    }

    #[test]
    fn what_is_taken_for_an_address_can_be_one(command in "(TO:|to: |.{0,4})<?.{0,8}@?.{0,4}>?.{0,4}") {
        if let Some((address, _)) = path(&command, "TO:") {
            prop_assert!(address.is_empty() || address.contains('@'));
            prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'>'));
        }
    }
}
