//! A reporter: opens the letterbox, sends a URL, keeps the receipt, asks later.

use anyhow::{Context, bail};

use crate::browser::Browser;

/// A person who reports, in one language.
#[derive(Debug)]
pub struct Reporter {
    browser: Browser,
    language: &'static str,
}

impl Reporter {
    /// A person in front of the letterbox.
    pub fn new(letterbox: &str, language: &'static str) -> anyhow::Result<Self> {
        Ok(Self {
            browser: Browser::new(letterbox)?,
            language,
        })
    }

    /// Opens the form and sends these URLs. The receipt as it is shown.
    pub async fn report(&mut self, urls: &[&str], narrative: &str) -> anyhow::Result<String> {
        let draw = self.draw().await?;
        self.send(&draw, urls, narrative).await
    }

    /// Opens the form. What travels in it, sealed: a drawn receipt.
    pub async fn draw(&mut self) -> anyhow::Result<String> {
        self.browser
            .open(&format!("/{}/", self.language))
            .await?
            .field("state")
    }

    /// Sends a form that was opened before.
    pub async fn send(
        &mut self,
        draw: &str,
        urls: &[&str],
        narrative: &str,
    ) -> anyhow::Result<String> {
        let lines = urls.join("\r\n");
        let path = format!("/{}/report", self.language);
        let mut page = self
            .browser
            .send(&path, &[("state", draw), ("urls", &lines)])
            .await?;
        if page.status == 200 && !narrative.is_empty() {
            let state = page.field("state")?;
            let fields = [
                ("state", state.as_str()),
                ("question", "words"),
                ("narrative", narrative),
                ("go", "done"),
            ];
            let path = format!("/{}/more", self.language);
            page = self.browser.send(&path, &fields).await?;
        }
        if page.status != 200 {
            bail!("the letterbox answers {} to a report", page.status);
        }
        page.text_of_class("receipt")
            .context("the page shows no receipt")
    }

    /// Enters the receipt and reads what there is to read.
    pub async fn ask(&mut self, receipt: &str) -> anyhow::Result<String> {
        let path = format!("/{}/receipt", self.language);
        self.browser.open(&path).await?;
        let page = self.browser.send(&path, &[("receipt", receipt)]).await?;
        Ok(page.text())
    }

    /// How many steps the receipt tells by now.
    pub async fn steps(&mut self, receipt: &str) -> anyhow::Result<usize> {
        let path = format!("/{}/receipt", self.language);
        let page = self.browser.send(&path, &[("receipt", receipt)]).await?;
        let steps = page.html.split("<ol class=\"timeline\">").nth(1);
        let steps = steps.and_then(|list| list.split("</ol>").next());
        Ok(steps.map_or(0, |list| list.matches("<li").count()))
    }
}
