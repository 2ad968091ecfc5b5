//! Pages, and what is read from each: the lists were written by hand from the HTML, not from what the reader gave.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const URL: &str = "http://page.test/albums/17.html";

fn rules() -> UrlRules {
    UrlRules {
        tracking_parameters: vec!["utm_*".to_owned()],
        dropped_fragments: Vec::new(),
    }
}

/// What is read from a page, as lines of kind, way and address.
fn lines(html: &[u8], content_type: Option<&str>) -> Vec<String> {
    let contents = read(html, content_type, URL, &rules());
    assert!(contents.is_all);
    let line = |found: &Found| {
        let url = found.url.expose();
        format!("{} {} {url}", found.kind.name(), found.stood.name())
    };
    contents.found.iter().map(line).collect()
}

/// The pages: a name, the page, and what it leads to.
const PAGES: &[(&str, &str, &[&str])] = &[
    (
        "pictures, relative in every way",
        "<img src=a.jpg><IMG SRC='/b.png'><img src=\"//other.test/c.gif\"><img src='../d.webp'>\
         <img src=https://other.test:8443/e.jpg?size=2>",
        &[
            "image picture http://page.test/albums/a.jpg",
            "image picture http://page.test/b.png",
            "image picture http://other.test/c.gif",
            "image picture http://page.test/d.webp",
            "image picture https://other.test:8443/e.jpg?size=2",
        ],
    ),
    (
        "sets of pictures",
        "<img srcset='/s.jpg 1x, /l.jpg 2x' src=/s.jpg><picture><source srcset='/w.webp, /n.webp 300w'>\
         <source src=/p><img src=/f.jpg></picture>",
        &[
            "image picture http://page.test/s.jpg",
            "image picture http://page.test/l.jpg",
            "image picture http://page.test/w.webp",
            "image picture http://page.test/n.webp",
            "image picture http://page.test/p",
            "image picture http://page.test/f.jpg",
        ],
    ),
    (
        "film and sound",
        "<video src=/v poster=/p.jpg><source src=/v2 type=video/mp4></video><source src=/x type='video/mp4'>\
         <audio src=/a><source src=/a.ogg></audio>",
        &[
            "video video http://page.test/v",
            "image video http://page.test/p.jpg",
            "video video http://page.test/v2",
            "video object http://page.test/x",
            "other audio http://page.test/a",
            "other audio http://page.test/a.ogg",
        ],
    ),
    (
        "what programs show",
        "<object data=/o.mp4><param name=Movie value=/m.png></object><param name=colour value=/no>\
         <embed src=/e type=image/png><embed src=/e2>",
        &[
            "video object http://page.test/o.mp4",
            "image object http://page.test/m.png",
            "image object http://page.test/e",
            "other object http://page.test/e2",
        ],
    ),
    (
        "pages within",
        "<iframe src=/in><p>not read <img src=/no.jpg></iframe><frameset><frame src='f.html'></frameset>\
         <iframe srcdoc='&lt;img src=/doc.jpg&gt;'></iframe>",
        &[
            "link frame http://page.test/in",
            "link frame http://page.test/albums/f.html",
            "image picture http://page.test/doc.jpg",
        ],
    ),
    (
        "what a page says of itself",
        "<meta property='og:image' content='/og.jpg'><meta name=twitter:player content=//p.test/x>\
         <meta itemprop=image content=i><meta property=og:video content=/v><meta name=description content=/no>\
         <meta http-equiv=Refresh content='5; URL=\"/next?a=b\"'><meta http-equiv=refresh content=0>\
         <meta http-equiv=refresh content='3,/after'>",
        &[
            "image meta http://page.test/og.jpg",
            "link meta http://p.test/x",
            "image meta http://page.test/albums/i",
            "video meta http://page.test/v",
            "link meta http://page.test/next?a=b",
            "link meta http://page.test/after",
        ],
    ),
    (
        "links of the head",
        "<link rel='shortcut Icon' href=/i.ico><link rel=preload as=image href=/p imagesrcset='/p2 2x'>\
         <link rel=preload as=script href=/no.js><link rel=stylesheet href=/no.css>\
         <link rel=preload as=video href=/v><link rel=canonical href=/no>",
        &[
            "image meta http://page.test/i.ico",
            // A set is read when it is met, the address when its tag ends.
            "image meta http://page.test/p2",
            "image meta http://page.test/p",
            "video meta http://page.test/v",
        ],
    ),
    (
        "styles",
        "<style>@import '/more.css'; a { background: url(/a.png) } @font-face { src: url(/f.woff2) }</style>\
         <p style=\"background-image: url('b.png'), image-set('/c.png' 1x)\">words url(/no.png)</p>\
         <body background=/d.gif>",
        &[
            "link style http://page.test/more.css",
            "image style http://page.test/a.png",
            "image style http://page.test/albums/b.png",
            "image style http://page.test/c.png",
            "image picture http://page.test/d.gif",
        ],
    ),
    (
        "links to files and to pages",
        "<a href=1.JPG?x=1>words</a><a href=/no>words</a><area href=/2.zip><a href=/3.mp4#t=9>\
         <a href=mailto:a@page.test><a href=/4.mp3><a href='/no/5.jpg/'><a href=http://jpg.test>",
        &[
            "image link http://page.test/albums/1.JPG?x=1",
            "container link http://page.test/2.zip",
            "video link http://page.test/3.mp4#t=9",
            "other link http://page.test/4.mp3",
        ],
    ),
    (
        "what comes later",
        "<img data-src=/a data-srcset='/b 1x'><div data-src=/c.jpg data-bg=/d><div data-src=word>\
         <div data-background-image=\"url('/e')\"><video data-poster=/f data-src=/g></video>",
        &[
            "image later http://page.test/b",
            "image later http://page.test/a",
            "image later http://page.test/c.jpg",
            "image later http://page.test/d",
            "image later http://page.test/e",
            "image later http://page.test/f",
            "video later http://page.test/g",
        ],
    ),
    (
        "without scripts",
        "<noscript><img src=/a.jpg></noscript><script>'<img src=/no.jpg>'</script>\
         <textarea><img src=/no.jpg></textarea><!-- <img src=/no.jpg> --><template><img src=/t.jpg></template>",
        &[
            "image picture http://page.test/a.jpg",
            "image picture http://page.test/t.jpg",
        ],
    ),
    (
        "a base",
        "<base href='http://base.test/x/'><base href=http://no.test/><img src=a.jpg><img src=/b.jpg>",
        &[
            "image picture http://base.test/x/a.jpg",
            "image picture http://base.test/b.jpg",
        ],
    ),
    (
        "a base that is none",
        "<base href='data:text/html,x'><base href='mailto:a@b.test'><img src=a.jpg>",
        &["image picture http://page.test/albums/a.jpg"],
    ),
    (
        "content in the page itself",
        "<img src='data:image/png;base64,AAAA'><img src=' dAtA:x'><img src='da\nta:x'><img src=blob:http://b.test/1>\
         <img srcset='data:image/png;base64,AA,BB 1x, /a.png 2x'><style>a{b:url(data:,x)}</style>\
         <p style='a:url(\"data:,y\")'><iframe src='javascript:x()'></iframe><object data=DATA:x></object>\
         <a href='data:x/y.png'><meta property=og:image content=data:x><img src=about:blank>",
        &["image picture http://page.test/a.png"],
    ),
    (
        "what leads to no place on the web",
        "<img src=''><img src='#a'><img src=' '><img src=ftp://f.test/a.png><img src=file:///a.png>\
         <img src=http://127.0.0.1/a.png><img src=http://10.0.0.1/><img src='http://'><img src='http://a b/'>\
         <img src='//:80'><iframe src='17.html'></iframe><iframe src='?'></iframe>",
        // An empty query is no other page.
        &[],
    ),
    (
        "the same again",
        "<a href=/a.jpg><img src=/a.jpg><img src='http://PAGE.test:80/./a.jpg?utm_source=x'><embed src=/b>\
         <img src=/b>",
        &[
            "image link http://page.test/a.jpg",
            "image object http://page.test/b",
        ],
    ),
    (
        "onion services and names of other letters",
        "<img src='http://n3ceuhkchclj5dqgcqhybgzdoib66wejd5oojsk4tvho4kmmlwderjyd.onion/a.png'>\
         <img src=http://short.onion/no><img src='//ឧទាហរណ៍.test/រូប.jpg'>",
        &[
            "image picture http://n3ceuhkchclj5dqgcqhybgzdoib66wejd5oojsk4tvho4kmmlwderjyd.onion/a.png",
            "image picture http://xn--w2ef1ax7a5fyh.test/%E1%9E%9A%E1%9E%BC%E1%9E%94.jpg",
        ],
    ),
    (
        "broken pages",
        "<<img src=/a.png<p><img src='/b.png'/><img/src=/c.png><img src=\"/d.png\"alt=x></p>&lt;img src=/no.png&gt;\
         <img src=/e&amp;f.png><img alt='never closed src=/no.png>",
        &[
            "image picture http://page.test/a.png%3Cp",
            "image picture http://page.test/b.png",
            "image picture http://page.test/c.png",
            "image picture http://page.test/d.png",
            "image picture http://page.test/e&f.png",
        ],
    ),
    (
        "addresses that end like a sentence",
        "<img src='/a.png)'><img src='/b.'><img src=\"/c'\"><img src='/d.?utm_x=y'>",
        &[
            "image picture http://page.test/a.png%29",
            "image picture http://page.test/b%2E",
            "image picture http://page.test/c%27",
            "image picture http://page.test/d%2E",
        ],
    ),
];

#[test]
fn a_page_leads_where_it_says() {
    for (name, html, expected) in PAGES {
        assert_eq!(
            &lines(html.as_bytes(), Some("text/html; charset=utf-8")),
            expected,
            "{name}"
        );
    }
}

#[test]
fn an_address_is_read_in_the_encoding_of_its_page() {
    for (html, content_type, expected) in [
        (&b"<img src='/\xE9.png?\xE9'>"[..], None, "/%C3%A9.png?%E9"),
        (
            b"<img src='/\xC3\xA9.png?\xC3\xA9'>",
            None,
            "/%C3%A9.png?%C3%A9",
        ),
        (
            b"<meta charset=shift_jis><img src='/\x83\x65.png'>",
            None,
            "/%E3%83%86.png",
        ),
        (
            b"\xEF\xBB\xBF<img src='/\xC3\xA9.png'>",
            Some("text/html; charset=koi8-r"),
            "/%C3%A9.png",
        ),
        (b"\xFF\xFE<\0i\0m\0g\0 \0s\0r\0c\0=\0/\0a\0>\0", None, "/a"),
    ] {
        let expected = format!("image picture http://page.test{expected}");
        assert_eq!(lines(html, content_type), [expected]);
    }
}

#[test]
fn a_long_page_ends_at_the_most_places() {
    let mut html = String::new();
    for number in 0..=MOST {
        write!(html, "<img src={number}>").unwrap();
    }
    let contents = read(html.as_bytes(), None, URL, &rules());
    assert_eq!(contents.found.len(), MOST);
    assert!(!contents.is_all);
    // A base that stretches every address does not stretch what is kept.
    let base = format!("<base href='http://base.test/{}/'>", "a".repeat(4_000));
    let contents = read(format!("{base}{html}").as_bytes(), None, URL, &rules());
    let kept: usize = contents
        .found
        .iter()
        .map(|found| found.url.expose().len())
        .sum();
    assert!(kept <= BYTES && !contents.is_all);
}

/// Pages whose makers mean harm, at the most bytes that a page may have.
fn hostile() -> Vec<(&'static str, String)> {
    let filled = |piece: &str| piece.repeat(4 * 1024 * 1024 / piece.len());
    let mut attributes = String::from("<img ");
    for number in 0..300_000 {
        write!(attributes, "a{number} ").unwrap();
    }
    vec![
        ("nothing but <", filled("<")),
        ("nothing but NUL", filled("\0")),
        ("deep", filled("<div>")),
        (
            "an attribute that is never closed",
            format!("<img src='{}", filled("a")),
        ),
        (
            "an address without end",
            format!("<img src='/{}'>", filled("a")),
        ),
        ("many attributes", format!("{attributes}>")),
        ("the same picture", filled("<img src=/a>")),
        (
            "a set of pictures",
            format!("<img srcset='{}'>", filled("/a 1x,")),
        ),
        (
            "brackets in a set",
            format!("<img srcset='/a {}'>", filled("(")),
        ),
        (
            "brackets in a style",
            format!("<style>{}</style>", filled("url(")),
        ),
        (
            "sets in a style",
            format!("<style>{}</style>", filled("image-set(")),
        ),
        (
            "comments in a style",
            format!("<style>{}</style>", filled("/*")),
        ),
        (
            "quotes in a style",
            format!("<p style=\"{}\">", filled("'\\")),
        ),
        ("escapes", format!("<style>{}</style>", filled("\\a"))),
        ("pages within pages", filled("<iframe srcdoc='")),
        ("without scripts", filled("<noscript>")),
        ("entities", filled("<img src='&amp")),
        (
            "content in the page",
            format!("<img src='data:{}'>", filled("A")),
        ),
        ("declarations", filled("<!doctype ")),
    ]
}

#[test]
fn a_hostile_page_costs_little_time() {
    for (name, html) in hostile() {
        let begun = Instant::now();
        let contents = read(html.as_bytes(), None, URL, &rules());
        let took = begun.elapsed();
        assert!(
            contents.found.len() < 3,
            "{name}: {} found",
            contents.found.len()
        );
        // Without optimisation and beside other tests; what grows by the square takes hours.
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}

/// Pieces of pages, put together in any order.
fn anything_like_html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(
            &[
                "<img src=",
                "<img srcset='",
                "<a href=\"",
                "<base href=",
                "<style>",
                "</style>",
                "<noscript>",
                "</noscript>",
                "<iframe srcdoc='",
                "<meta property=og:image content=",
                "<p style='a:url(",
                "data:",
                "DATA:,",
                "blob:",
                "javascript:",
                "http://other.test/",
                "//",
                "/a.jpg",
                "a.png",
                "'",
                "\"",
                ">",
                "<",
                " ",
                ",",
                "\n",
                "\t",
                "\0",
                "(",
                ")",
                "url(",
                "image-set(",
                "@import ",
                "\\",
                "&#58;",
                "&colon;",
                "<!--",
                "-->",
                "</",
                "=",
                "#",
                "?",
                "http://aaaa.onion/",
                "\u{1F600}",
                "<meta charset=utf-16>",
                "ftp://",
            ][..]
        )
        .prop_map(str::to_owned),
        "[a-z:/.]{0,6}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn whatever_is_found_is_a_place_on_the_web(html in anything_like_html()) {
        check(html.as_bytes());
    }

    #[test]
    fn no_bytes_break_the_reader(html in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&html);
    }
}

/// What must hold of whatever is found in a page.
fn check(html: &[u8]) {
    let contents = read(html, None, URL, &rules());
    let mut places = BTreeSet::new();
    for found in &contents.found {
        let url = found.url.expose();
        let parsed = Url::parse(url).unwrap();
        assert!(matches!(parsed.scheme(), "http" | "https"), "{url}");
        assert!(parsed.username().is_empty() && parsed.password().is_none());
        // It is the line of a pasted list: one place, and that one again.
        let place = location::recognise(url, &rules()).unwrap();
        assert_eq!(place.host().expose(), found.host.expose());
        assert!(!url.contains(char::is_whitespace));
        assert!(
            places.insert(place.canonical().expose().clone()),
            "twice: {url}"
        );
    }
}
