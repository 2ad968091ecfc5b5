//! A person's browser with scripts off: pages, forms, and the session cookie for as long as it is open.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};

/// Redirects followed before giving up.
const REDIRECTS: usize = 5;

/// A page as it came.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path it stands at, after redirects.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The HTML.
    pub html: String,
}

/// A browser on one site.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    base: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser that opens pages below `base`, such as `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> anyhow::Result<Self> {
        // A second call finds the provider in place, which is what is wanted.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        Ok(Self {
            client: Client::builder()
                .no_proxy()
                .redirect(Policy::none())
                .build()?,
            base: base.trim_end_matches('/').to_owned(),
            cookies: BTreeMap::new(),
        })
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> anyhow::Result<Page> {
        let request = self.client.get(self.url(path));
        self.follow(request, path).await
    }

    /// Sends a form: fields by name, a name may come several times.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Page> {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect::<Vec<_>>()
            .join("&");
        let request = self
            .client
            .post(self.url(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.follow(request, path).await
    }

    /// Sends JSON.
    pub async fn send_json(
        &mut self,
        path: &str,
        json: &serde_json::Value,
    ) -> anyhow::Result<Page> {
        let request = self
            .client
            .post(self.url(path))
            .header("content-type", "application/json")
            .body(json.to_string());
        self.follow(request, path).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn follow(&mut self, request: RequestBuilder, path: &str) -> anyhow::Result<Page> {
        let mut path = path.to_owned();
        let mut response = self.exchange(request).await?;
        for _ in 0..REDIRECTS {
            let Some(location) = response.headers().get(LOCATION) else {
                let status = response.status().as_u16();
                let html = response.text().await?;
                return Ok(Page { path, status, html });
            };
            path = location.to_str()?.to_owned();
            if !path.starts_with('/') {
                bail!("a redirect leads away from the site");
            }
            let request = self.client.get(self.url(&path));
            response = self.exchange(request).await?;
        }
        bail!("too many redirects")
    }

    async fn exchange(&mut self, request: RequestBuilder) -> anyhow::Result<Response> {
        let cookies: Vec<_> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = if cookies.is_empty() {
            request
        } else {
            request.header(COOKIE, cookies.join("; "))
        };
        let response = request.send().await.context("the site does not answer")?;
        for cookie in response.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str()?;
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies
                    .insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
        Ok(response)
    }
}

impl Page {
    /// The value of the first field of this name, as a form of the page holds it.
    pub fn field(&self, name: &str) -> anyhow::Result<String> {
        self.fields(name)
            .into_iter()
            .next()
            .with_context(|| format!("the page at {} has no field {name}", self.path))
    }

    /// The values of every field of this name.
    pub fn fields(&self, name: &str) -> Vec<String> {
        self.tags("input")
            .filter(|tag| attribute(tag, "name").as_deref() == Some(name))
            .filter_map(|tag| attribute(tag, "value"))
            .collect()
    }

    /// The targets of the page's forms.
    pub fn actions(&self) -> Vec<String> {
        self.tags("form")
            .filter_map(|tag| attribute(tag, "action"))
            .collect()
    }

    /// The first form target that ends so.
    pub fn action(&self, ending: &str) -> anyhow::Result<String> {
        self.actions()
            .into_iter()
            .find(|action| action.ends_with(ending))
            .with_context(|| format!("the page at {} has no form {ending}", self.path))
    }

    /// The targets of the page's links.
    pub fn links(&self) -> Vec<String> {
        self.tags("a")
            .filter_map(|tag| attribute(tag, "href"))
            .collect()
    }

    /// The text within the first element of this class, without tags.
    pub fn text_of_class(&self, class: &str) -> Option<String> {
        let at = self.html.find(&format!("class=\"{class}\""))?;
        let rest = self.html.get(at..)?;
        let inside = rest.get(rest.find('>')? + 1..)?;
        let end = inside.find("</p>").or_else(|| inside.find("</"))?;
        Some(strip_tags(inside.get(..end)?))
    }

    /// The page's words, without tags.
    pub fn text(&self) -> String {
        strip_tags(&self.html)
    }

    fn tags<'page>(&'page self, name: &'page str) -> impl Iterator<Item = &'page str> {
        let open = format!("<{name}");
        self.html.split('<').skip(1).filter_map(move |piece| {
            let tag = piece.split('>').next()?;
            let rest = tag.strip_prefix(open.trim_start_matches('<'))?;
            rest.starts_with([' ', '\n', '\t']).then_some(rest)
        })
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag
        .find(&format!(" {name}=\""))
        .or_else(|| tag.find(&format!("\n{name}=\"")))?;
    let rest = tag.get(at..)?;
    let value = rest.get(rest.find('"')? + 1..)?;
    Some(unescape(value.get(..value.find('"')?)?))
}

fn strip_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for symbol in html.chars() {
        match symbol {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(symbol),
            _ => {}
        }
    }
    unescape(&text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&#60;", "<")
        .replace("&gt;", ">")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_forms_and_words_are_read_off_a_page() {
        let page = Page {
            path: "/".to_owned(),
            status: 200,
            html: "<form method=\"post\" action=\"/cases/1/claim\"><input type=\"hidden\" name=\"csrf\" \
                   value=\"a&amp;b\"></form><p class=\"receipt\"><span>ABC</span> <span>DE</span></p>"
                .to_owned(),
        };
        assert_eq!(page.field("csrf").unwrap(), "a&b");
        assert_eq!(page.action("/claim").unwrap(), "/cases/1/claim");
        assert_eq!(page.text_of_class("receipt").as_deref(), Some("ABC DE"));
        assert!(page.field("none").is_err());
    }
}
