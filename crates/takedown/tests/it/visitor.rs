//! Somebody at the letterbox, in front of a world: a browser without a script.

use std::net::SocketAddr;
use std::time::Duration;

use kernel::SystemEntropy;
use letterbox::{KeyFile, Letterbox};
use page::{Catalogue, Face, Problems};
use std::sync::Arc;
use store::testing::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::world::World;

/// A letterbox on a port of its own.
pub struct Site {
    address: SocketAddr,
    _folder: tempfile::TempDir,
}

/// An answer as it came.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// The provider's page of one link, as one visitor has it.
pub struct Visitor<'a> {
    pub site: &'a Site,
    pub path: String,
    /// The sealed state of the page in hand.
    pub state: Option<String>,
}

impl Site {
    pub async fn open(test: &TestDb, world: &World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letterbox.keys");
        let keys = KeyFile::create(&path, test.keyring.submission_key(), &SystemEntropy).unwrap();
        let pack = Arc::clone(&world.pack);
        let others = pack.messages.iter().flat_map(|(language, files)| {
            let files = files.iter();
            files.map(|(name, text)| (*language, name.clone(), text.clone()))
        });
        let english = [
            ("page.ftl", page::MESSAGES),
            ("letterbox.ftl", letterbox::MESSAGES),
        ];
        let catalogue = Catalogue::new(&english, others).unwrap();
        let letterbox = Letterbox::new(
            test.letterbox.clone(),
            keys,
            Arc::clone(&pack),
            catalogue.clone(),
            false,
            Arc::new(SystemEntropy),
        );
        let problems = Problems {
            catalogue,
            offered: pack.languages.clone().into(),
            demonstration: false,
            aside: Some(Arc::new(letterbox::aside(&pack))),
            entropy: Arc::new(SystemEntropy),
        };
        let routes = page::with_problems(letterbox::router(letterbox), problems);
        let router = page::with_secure_headers(routes, Face::Public);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(letterbox::serve(listener, router, std::future::pending()));
        Self {
            address,
            _folder: folder,
        }
    }

    /// Asks for a path by a method.
    pub async fn ask(&self, method: &str, path: &str) -> Answer {
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        ))
        .await
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    /// A program's call: JSON in, JSON out.
    pub async fn call(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &serde_json::Value,
    ) -> Answer {
        let body = body.to_string();
        let mut lines = String::new();
        for (name, value) in headers {
            lines.extend([*name, ": ", *value, "\r\n"]);
        }
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n{lines}content-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            body.len()
        ))
        .await
    }

    async fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            // But for the second in which it was answered.
            head: head
                .to_ascii_lowercase()
                .split("\r\n")
                .filter(|line| !line.starts_with("date: "))
                .collect::<Vec<_>>()
                .join("\r\n"),
            body: body.to_owned(),
        }
    }
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

impl<'a> Visitor<'a> {
    pub fn of(site: &'a Site, path: &str) -> Self {
        Self {
            site,
            path: path.to_owned(),
            state: None,
        }
    }

    /// Presses a button of the page in hand.
    pub async fn press(&mut self, button: &str, fields: &[(&str, &str)]) -> Answer {
        let state = self.state.clone();
        let mut all = vec![("do", button)];
        all.extend(state.as_deref().map(|state| ("state", state)));
        all.extend_from_slice(fields);
        let answer = self.site.form(&self.path, &all).await;
        if let Some(state) = hidden(&answer.body, "state") {
            self.state = Some(state);
        }
        answer
    }

    /// Asks for a code, and has the desk see to it.
    pub async fn ask_for_code(&mut self, world: &World) -> Answer {
        let answer = self.press("code", &[]).await;
        world.take_in().await;
        answer
    }

    /// Asks for the list with a code, while the desk is at work.
    pub async fn open(&mut self, world: &World, code: &str) -> Answer {
        let at_work = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            world.take_in().await;
        };
        let fields = [("code", code)];
        let (answer, ()) = tokio::join!(self.press("open", &fields), at_work);
        answer
    }
}

/// The value of a hidden field.
pub fn hidden(page: &str, name: &str) -> Option<String> {
    let opening = format!("name=\"{name}\" value=\"");
    let value = page.split(&opening).nth(1)?.split('"').next()?;
    Some(value.to_owned())
}

/// The text of a mail, as whoever got it reads it.
pub fn text_of(mail: &smallnet::Mail) -> String {
    let raw = String::from_utf8_lossy(&mail.raw);
    raw.replace("=\r\n", "").replace("=3D", "=")
}

/// The path of the link in a mail, where there is one.
pub fn link_in(mail: &smallnet::Mail) -> Option<String> {
    let text = text_of(mail);
    let link = text.split(crate::world::ANSWERS_AT).nth(1)?;
    Some(link.split_whitespace().next()?.to_owned())
}

/// The code in a mail, where there is one.
pub fn code_in(mail: &smallnet::Mail) -> Option<String> {
    let text = text_of(mail);
    let code = text.split("Your code: ").nth(1)?;
    Some(code.split_whitespace().next()?.to_owned())
}
