//! A member of staff at the desk: signs in, finds a case, claims, views, classifies, decides, releases.

use std::time::Duration;

use anyhow::{Context, bail};

use crate::browser::{Browser, Page};

/// The password of everybody at a demonstration's desk.
pub const PASSWORD: &str = "a simulated password";

/// Somebody signed in.
#[derive(Debug)]
pub struct Staff {
    browser: Browser,
}

impl Staff {
    /// Signs in.
    pub async fn sign_in(desk: &str, name: &str) -> anyhow::Result<Self> {
        let mut browser = Browser::new(desk)?;
        browser.open("/sign-in").await?;
        let page = browser
            .send("/sign-in", &[("name", name), ("password", PASSWORD)])
            .await?;
        if page.status != 200 || page.path.starts_with("/sign-in") {
            bail!("{name} cannot sign in: {} at {}", page.status, page.path);
        }
        Ok(Self { browser })
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> anyhow::Result<Page> {
        let page = self.browser.open(path).await?;
        if page.status != 200 {
            bail!("the desk answers {} at {}", page.status, page.path);
        }
        Ok(page)
    }

    /// Sends the form of a page, with the page's own token.
    pub async fn send(
        &mut self,
        on: &Page,
        to: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Page> {
        let csrf = on.field("csrf")?;
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let page = self.browser.send(to, &all).await?;
        if page.status != 200 {
            bail!("the desk answers {} to {to}: {}", page.status, page.text());
        }
        Ok(page)
    }

    /// Adds an organisation with a contact, and approves it.
    pub async fn add_contact(
        &mut self,
        kind: &str,
        name: &str,
        country: &str,
        address: &str,
    ) -> anyhow::Result<()> {
        let page = self.open("/contacts").await?;
        let fields = [
            ("kind", kind),
            ("name", name),
            ("country", country),
            ("address", address),
            ("language", "en"),
        ];
        self.send(&page, "/contacts", &fields).await?;
        self.approve_contacts().await?;
        Ok(())
    }

    /// Approves every contact that is proposed. How many.
    pub async fn approve_contacts(&mut self) -> anyhow::Result<usize> {
        let page = self.open("/contacts").await?;
        let proposed: Vec<_> = page
            .actions()
            .into_iter()
            .filter(|action| action.ends_with("/approve"))
            .collect();
        for action in &proposed {
            self.send(&page, action, &[]).await?;
        }
        Ok(proposed.len())
    }

    /// The cases that wait in the queue, oldest first: their pages.
    pub async fn queue(&mut self) -> anyhow::Result<Vec<String>> {
        let page = self.open("/queue").await?;
        let mut cases: Vec<_> = page
            .links()
            .into_iter()
            .filter(|link| link.starts_with("/cases/") && link.matches('/').count() == 2)
            .collect();
        cases.dedup();
        Ok(cases)
    }

    /// Presses the button of the case page whose form ends so.
    pub async fn press(
        &mut self,
        case: &str,
        ending: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Page> {
        let page = self.open(case).await?;
        let action = page.action(ending)?;
        self.send(&page, &action, fields).await
    }

    /// Opens a viewing session, has the first URL shown, picks the first spelling as the working URL. The page with the URL.
    pub async fn view(&mut self, case: &str) -> anyhow::Result<Page> {
        let page = self.press(case, "/viewing", &[]).await?;
        let (show, item) = (page.action("/viewing/show")?, page.field("item")?);
        let page = self.send(&page, &show, &[("item", &item)]).await?;
        let spelling = page.field("working")?;
        let action = page.action("/working-url")?;
        self.send(
            &page,
            &action,
            &[("working", &spelling), ("confirmed", "yes")],
        )
        .await?;
        Ok(page)
    }

    /// Classifies the first item, by fields of schema and law.
    pub async fn classify(&mut self, case: &str, answers: &[(&str, &str)]) -> anyhow::Result<Page> {
        let page = self.open(case).await?;
        let form = page
            .links()
            .into_iter()
            .find(|link| link.ends_with("/assessment"))
            .context("the case has no item to classify")?;
        let page = self.open(&form).await?;
        self.send_any(&page, &form, answers).await
    }

    /// Decides and releases.
    pub async fn release(&mut self, case: &str) -> anyhow::Result<()> {
        self.press(case, "/decision", &[("note", "neutral words")])
            .await?;
        self.press(case, "/release", &[]).await?;
        Ok(())
    }

    /// Sends a form that may be refused with 422: the page says why.
    async fn send_any(
        &mut self,
        on: &Page,
        to: &str,
        fields: &[(&str, &str)],
    ) -> anyhow::Result<Page> {
        let csrf = on.field("csrf")?;
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.browser.send(to, &all).await
    }

    /// Waits until the page of a case holds these words.
    pub async fn wait_for(
        &mut self,
        case: &str,
        words: &str,
        patience: Duration,
    ) -> anyhow::Result<Page> {
        let began = tokio::time::Instant::now();
        loop {
            let page = self.open(case).await?;
            if page.text().contains(words) {
                return Ok(page);
            }
            if began.elapsed() > patience {
                bail!(
                    "the case page never said {words:?}; it says: {}",
                    page.text()
                );
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}
