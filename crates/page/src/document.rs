//! A document that somebody is handed: printed as PDF by `paper`, and as a page of HTML that says the same in the same
//! order.
//!
//! Whoever makes one gives headings, facts and tables in words; none of these is ever read as markup. Text that is copied
//! out of the PDF is not to be relied on in Khmer: the exact data is attached to it, and the HTML is its readable twin.

use std::fmt::Write;

use serde::Serialize;

/// What a document says.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// From whom it is.
    pub author: String,
    /// The day that it is of: year, month, day.
    pub date: (i32, u8, u8),
    /// Its language, as ISO 639-1.
    pub language: String,
    /// How that writes the digits from 0 to 9.
    pub digits: Vec<String>,
    /// What is to be seen first; may be empty.
    pub mark: String,
    /// What it is, in a sentence or some; may be empty.
    pub lead: String,
    /// Its parts.
    pub sections: Vec<DocumentPart>,
    /// What stands at the foot of each page.
    pub footer: String,
    /// What is attached.
    pub files: Vec<DocumentFile>,
}

/// A part of a document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DocumentPart {
    /// Its heading.
    pub heading: String,
    /// Names and what they are.
    pub facts: Vec<(String, String)>,
    /// What is to be done, one after the other.
    pub steps: Vec<String>,
    /// The headings of a table; none where there is no table.
    pub columns: Vec<String>,
    /// How wide each is beside the others.
    pub widths: Vec<u8>,
    /// Its rows, each with a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// What is to be known of it; may be empty.
    pub note: String,
}

/// A file that is attached.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// What it is.
    pub description: String,
    /// Its content.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Document {
    /// The same as a page of HTML: it stands alone, asks for nothing, and has no script.
    pub fn html(&self) -> String {
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
            escaped(&self.language),
            escaped(&self.title),
            escaped(&self.title),
        );
        if !self.mark.is_empty() {
            line(
                &mut page,
                &format!("<p><strong>{}</strong></p>", escaped(&self.mark)),
            );
        }
        if !self.lead.is_empty() {
            line(&mut page, &format!("<p>{}</p>", escaped(&self.lead)));
        }
        for section in &self.sections {
            write_section(&mut page, section);
        }
        line(
            &mut page,
            &format!("<footer><p>{}</p></footer>", escaped(&self.footer)),
        );
        page.push_str("</body>\n</html>\n");
        page
    }
}

fn write_section(page: &mut String, section: &DocumentPart) {
    line(
        page,
        &format!("<section>\n<h2>{}</h2>", escaped(&section.heading)),
    );
    if !section.facts.is_empty() {
        page.push_str("<dl>\n");
        for (name, fact) in &section.facts {
            line(
                page,
                &format!("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(fact)),
            );
        }
        page.push_str("</dl>\n");
    }
    if !section.steps.is_empty() {
        page.push_str("<ol>\n");
        for step in &section.steps {
            line(page, &format!("<li>{}</li>", escaped(step)));
        }
        page.push_str("</ol>\n");
    }
    if !section.columns.is_empty() {
        page.push_str("<table>\n");
        row(page, "th scope=\"col\"", "th", &section.columns);
        for cells in &section.rows {
            row(page, "td", "td", cells);
        }
        page.push_str("</table>\n");
    }
    if !section.note.is_empty() {
        line(page, &format!("<p>{}</p>", escaped(&section.note)));
    }
    page.push_str("</section>\n");
}

fn row(page: &mut String, open: &str, close: &str, cells: &[String]) {
    page.push_str("<tr>");
    for cell in cells {
        // A text of ours and one that is escaped: nothing can fail.
        let _ = write!(page, "<{open}>{}</{close}>", escaped(cell));
    }
    page.push_str("</tr>\n");
}

fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

/// A text as HTML shows it, with nothing hidden in it.
fn escaped(text: &str) -> String {
    let mut to = String::with_capacity(text.len());
    for letter in crate::visible(text).chars() {
        match letter {
            '&' => to.push_str("&amp;"),
            '<' => to.push_str("&lt;"),
            '>' => to.push_str("&gt;"),
            '"' => to.push_str("&quot;"),
            '\'' => to.push_str("&#39;"),
            other => to.push(other),
        }
    }
    to
}

const STYLE: &str = "body{font:16px/1.5 'Noto Sans','Noto Sans Khmer',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.3rem .5rem;\
border-bottom:1px solid #ccc;overflow-wrap:anywhere}dt{font-weight:700}dd{margin:0 0 .5rem;overflow-wrap:anywhere}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_said_is_markup() {
        let document = Document {
            title: "Title <b>".to_owned(),
            author: String::new(),
            date: (2026, 1, 5),
            language: "km".to_owned(),
            digits: Vec::new(),
            mark: "\"mark\"".to_owned(),
            lead: String::new(),
            sections: vec![DocumentPart {
                heading: "ទីតាំង".to_owned(),
                facts: vec![(
                    "Holder".to_owned(),
                    "<script>alert(1)</script> & 'Sons'\u{202E}".to_owned(),
                )],
                steps: vec!["<a href=x>".to_owned()],
                columns: vec!["one".to_owned()],
                widths: vec![1],
                rows: vec![vec!["<img src=x>".to_owned()]],
                note: String::new(),
            }],
            footer: "foot".to_owned(),
            files: Vec::new(),
        };
        let page = document.html();
        assert!(
            page.contains("lang=\"km\"") && page.contains("<h2>ទីតាំង</h2>"),
            "{page}"
        );
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#39;Sons&#39;[U+202E]"),
            "{page}"
        );
        for word in ["<script", "<img", "<b>", "<a", "src="] {
            assert!(
                !page.replace("src=x&gt;", "").contains(word),
                "{word}: {page}"
            );
        }
    }
}
