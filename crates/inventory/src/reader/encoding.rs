//! In which encoding a page is: by its first bytes, by what the server said, by what the page says of itself.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use kernel::Sensitive;

/// The bytes in which a page may say its encoding (HTML standard, "prescan a byte stream").
const PRESCAN: usize = 1_024;

/// The encoding of a page. What says none is UTF-8 where it can be, else what browsers take it for.
pub(super) fn of(html: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(html) {
        return encoding;
    }
    let said = content_type
        .and_then(|text| charset(text.as_bytes()))
        .or_else(|| of_meta(html));
    match said {
        Some(encoding) => encoding,
        None if std::str::from_utf8(html).is_ok() => UTF_8,
        None => WINDOWS_1252,
    }
}

/// The text of a page; what its encoding cannot mean is a replacement character.
pub(super) fn decode(html: &[u8], encoding: &'static Encoding) -> Sensitive<String> {
    let (text, _) = encoding.decode_with_bom_removal(html);
    Sensitive::new(text.into_owned())
}

/// What the page's own `meta` says.
fn of_meta(html: &[u8]) -> Option<&'static Encoding> {
    let start = html.get(..PRESCAN).unwrap_or(html).to_ascii_lowercase();
    let mut rest = start.as_slice();
    while let Some(at) = find(rest, b"<meta") {
        rest = rest.get(at.saturating_add(5)..).unwrap_or_default();
        let end = find(rest, b">").unwrap_or(rest.len());
        if let Some(encoding) = rest.get(..end).and_then(charset) {
            // It was read as ASCII, which it would not be in these.
            let is_wide = encoding == UTF_16BE || encoding == UTF_16LE;
            return Some(if is_wide { UTF_8 } else { encoding });
        }
    }
    None
}

/// What stands behind `charset=`.
fn charset(text: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let at = find(&lower, b"charset")?.saturating_add(b"charset".len());
    let rest = lower.get(at..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest
        .strip_prefix(b"\"")
        .or_else(|| rest.strip_prefix(b"'"))
        .unwrap_or(rest);
    let label = rest
        .split(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';' | b'/' | b'>')
        })
        .next()?;
    Encoding::for_label(label)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{EUC_JP, KOI8_R, SHIFT_JIS};

    use super::*;

    #[test]
    fn the_encoding_is_the_first_that_is_said() {
        for (html, content_type, encoding) in [
            (
                &b"\xEF\xBB\xBF<meta charset=koi8-r>"[..],
                Some("text/html; charset=koi8-r"),
                UTF_8,
            ),
            (b"\xFF\xFE<\0", None, UTF_16LE),
            (
                b"<meta charset=koi8-r>",
                Some("text/html; Charset=\"Shift_JIS\""),
                SHIFT_JIS,
            ),
            (
                b"<META http-equiv=x content='text/html; charset = euc-jp'>",
                Some("text/html"),
                EUC_JP,
            ),
            (b"<meta name=a><meta charset='koi8-r'/>", None, KOI8_R),
            (b"<meta charset=utf-16le>", None, UTF_8),
            (b"<meta charset=nothing><p>", None, UTF_8),
            (b"<p>caf\xE9", None, WINDOWS_1252),
            (b"<p>caf\xC3\xA9", None, UTF_8),
            (b"", None, UTF_8),
        ] {
            assert_eq!(of(html, content_type), encoding, "{html:?}");
        }
    }
}
