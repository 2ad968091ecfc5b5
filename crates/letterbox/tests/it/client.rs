//! A letterbox on a port of its own, and a client that speaks plain HTTP to it.

use std::net::SocketAddr;
use std::sync::Arc;

use data_encoding::{BASE64, HEXLOWER};
use kernel::SystemEntropy;
use letterbox::{KeyFile, Letterbox, Submission};
use page::{Catalogue, Face, Problems};
use sha2::{Digest, Sha256};
use store::testing::TestDb;
use store::{FromRow, Row, values};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub struct Site {
    pub test: TestDb,
    pub address: SocketAddr,
    _folder: tempfile::TempDir,
}

/// An answer as it came.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Site {
    pub async fn open(test: TestDb) -> Self {
        Self::open_within(test, None).await
    }

    /// A letterbox whose store may hold so many bytes.
    pub async fn open_within(test: TestDb, space: Option<u64>) -> Self {
        Self::open_with(test, "kh", space).await
    }

    /// A letterbox with the shipped pack of this name.
    pub async fn open_with(test: TestDb, pack: &str, space: Option<u64>) -> Self {
        let (stays, ended) = watch::channel(());
        // For as long as the test runs.
        std::mem::forget(stays);
        Self::open_until(test, pack, space, ended).await
    }

    /// The same, until the channel says that it ends.
    pub async fn open_until(
        test: TestDb,
        pack: &str,
        space: Option<u64>,
        ended: watch::Receiver<()>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letterbox.keys");
        let keys = KeyFile::create(&path, test.keyring.submission_key(), &SystemEntropy).unwrap();
        let source = pack::Source::Shipped(pack.to_owned());
        let pack = Arc::new(pack::load(&source, false).expect("the shipped pack"));
        let catalogue = catalogue(&pack);
        let letterbox = Letterbox::new(
            test.letterbox.clone(),
            keys,
            Arc::clone(&pack),
            catalogue.clone(),
            false,
            Arc::new(SystemEntropy),
        )
        .within(space)
        .until(wait(ended.clone()));
        let problems = Problems {
            catalogue,
            offered: pack.languages.clone().into(),
            demonstration: false,
            aside: Some(Arc::new(letterbox::aside(&pack))),
            entropy: Arc::new(SystemEntropy),
        };
        let routes = letterbox::router(letterbox).merge(page::assets_router());
        let routes = page::with_problems(routes, problems);
        let router = page::with_secure_headers(routes, Face::Public);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(letterbox::serve(listener, router, wait(ended)));
        Self {
            test,
            address,
            _folder: folder,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\naccept-language: en\r\nconnection: close\r\n\r\n"
        ))
        .await
    }

    pub async fn post(&self, path: &str, kind: &str, body: &str) -> Answer {
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\naccept-language: en\r\ncontent-type: {kind}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    pub async fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer {
            status,
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.post(path, "application/x-www-form-urlencoded", &body)
            .await
    }

    pub async fn json(&self, path: &str, body: serde_json::Value) -> Answer {
        self.post(path, "application/json", &body.to_string()).await
    }

    /// The state of a new form, as a browser gets it.
    pub async fn draw(&self) -> String {
        field(&self.get("/en/").await.body, "state")
    }

    /// The sealed rows.
    pub async fn rows(&self) -> Vec<Vec<u8>> {
        let mut tx = self.test.letterbox.read().await.unwrap();
        let rows: Vec<Sealed> = tx
            .all(
                "SELECT sealed FROM letterbox_submission ORDER BY seq",
                values![],
            )
            .await
            .unwrap();
        rows.into_iter().map(|row| row.0).collect()
    }

    /// What the desk reads.
    pub async fn opened(&self) -> Vec<Submission> {
        let open = |row: &Vec<u8>| Submission::open(&self.test.keyring, row).unwrap();
        self.rows().await.iter().map(open).collect()
    }
}

async fn wait(mut ended: watch::Receiver<()>) {
    ended.changed().await.ok();
}

struct Sealed(Vec<u8>);

impl FromRow for Sealed {
    fn from_row(row: &Row) -> store::Result<Self> {
        row.get("sealed").map(Self)
    }
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The receipt that a page shows.
    pub fn receipt(&self) -> String {
        let shown = self
            .body
            .split("class=\"receipt\"")
            .nth(1)
            .expect("a receipt");
        let shown = shown.split("</p>").next().unwrap();
        shown
            .split("<span>")
            .skip(1)
            .map(|group| group.split('<').next().unwrap())
            .collect()
    }
}

/// What a browser reads of a text in HTML.
pub fn unescaped(html: &str) -> String {
    let signs = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ];
    signs.iter().fold(html.to_owned(), |text, (escape, sign)| {
        text.replace(escape, sign)
    })
}

/// A page without what is sealed or drawn anew each time it is rendered.
pub fn without_state(page: &str) -> String {
    let openings = [
        "name=\"state\" value=\"",
        "data-proof-challenge=\"",
        "data-proof-salt=\"",
        "data-proof-signature=\"",
    ];
    openings.iter().fold(page.to_owned(), |page, opening| {
        let mut parts = page.split(opening);
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            text.push_str(part.split_once('"').unwrap().1);
        }
        text
    })
}

/// The value of a hidden field.
pub fn field(page: &str, name: &str) -> String {
    let after = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .expect("the field");
    unescaped(after.split('"').next().unwrap())
}

/// What the script of a page makes of the work that the page offers.
pub fn solved(page: &str) -> String {
    let value = |name: &str| {
        let after = page
            .split(&format!("data-proof-{name}=\""))
            .nth(1)
            .expect("work offered");
        unescaped(after.split('"').next().unwrap())
    };
    let (hash, salt) = (value("challenge"), value("salt"));
    let most: u32 = value("most").parse().unwrap();
    let hex = |number: u32| HEXLOWER.encode(&Sha256::digest(format!("{salt}{number}")));
    let number = (0..=most)
        .find(|number| hex(*number) == hash)
        .expect("a number");
    BASE64.encode(
        serde_json::json!({
            "algorithm": "SHA-256", "challenge": hash, "number": number, "salt": salt,
            "signature": value("signature"),
        })
        .to_string()
        .as_bytes(),
    )
}

fn catalogue(pack: &pack::Pack) -> Catalogue {
    let others = pack.messages.iter().flat_map(|(language, files)| {
        files
            .iter()
            .map(|(name, text)| (*language, name.clone(), text.clone()))
    });
    let english = [
        ("page.ftl", page::MESSAGES),
        ("identity.ftl", identity::MESSAGES),
        ("letterbox.ftl", letterbox::MESSAGES),
    ];
    Catalogue::new(&english, others).unwrap_or_else(|faults| panic!("{faults:#?}"))
}
