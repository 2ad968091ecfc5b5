use super::*;

#[test]
fn html_begins_with_a_tag_and_media_do_not() {
    for html in [
        "<!doctype html><p>words".as_bytes(),
        b"\xEF\xBB\xBF \r\n<html>",
        b"<!-- words --><div>",
        b"<?xml version=\"1.0\"?><!DOCTYPE html><html>",
        b"<p>caf\xE9",
        b"\xFF\xFE<\0h\0t\0m\0l\0",
    ] {
        assert_eq!(begins_as_html(html), Ok(()), "{html:?}");
    }
    for other in [
        &b""[..],
        b"   ",
        b"\xFF\xD8\xFF\xE0\0\x10JFIF",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a<p>",
        b"RIFF<!--WEBP",
        b"\0\0\0\x18ftypmp42",
        b"%PDF-1.7",
        b"PK\x03\x04<p>",
        b"<p>\0\0\0",
        b"<svg xmlns=''>",
        b"<?xml version='1.0'?><!-- words --><!DOCTYPE svg><SVG>",
        b"words and <p>more",
        b"< p>",
        b"{\"a\": 1}",
    ] {
        assert_eq!(
            begins_as_html(other),
            Err(FetchError::NotHtml),
            "{}",
            String::from_utf8_lossy(other)
        );
    }
}

#[test]
fn only_types_of_html_are_read() {
    for html in [
        "text/html",
        " Text/HTML ;charset=x",
        "application/xhtml+xml",
    ] {
        assert!(is_html(Some(html)), "{html}");
    }
    for other in [
        None,
        Some(""),
        Some("image/png"),
        Some("text/plain"),
        Some("text/htmlx"),
        Some("video/mp4; a=text/html"),
    ] {
        assert!(!is_html(other), "{other:?}");
    }
}

#[test]
fn what_is_kept_has_an_end() {
    let mut kept = Bounded::default();
    for _ in 0..4 {
        kept.write_all(&vec![b'a'; 1024 * 1024]).unwrap();
    }
    let more = kept.write_all(b"a").unwrap_err();
    assert_eq!(more.kind(), io::ErrorKind::FileTooLarge);
    assert_eq!(kept.0.len(), INFLATED);
}
