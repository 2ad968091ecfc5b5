use super::*;
use crate::Message;

fn read(english: &'static str, khmer: &str) -> Result<Catalogue, Vec<String>> {
    Catalogue::new(
        &[("en.ftl", english)],
        [(Language::KHMER, "km.ftl".to_owned(), khmer.to_owned())].into_iter(),
    )
}

fn faults(english: &'static str, khmer: &str) -> Vec<String> {
    read(english, khmer).err().unwrap_or_default()
}

#[test]
fn a_word_that_a_language_lacks_is_given_in_english() {
    let catalogue = read("one = One\ntwo = Two\n", "one = មួយ\nthree = បី\n")
        .ok()
        .unwrap();
    let words = catalogue.words(Language::KHMER);
    assert_eq!(words.text("one"), "មួយ");
    assert_eq!(words.text("two"), "Two");
    assert_eq!(catalogue.missing(Language::KHMER), ["two"]);
    assert_eq!(catalogue.unknown(Language::KHMER), ["km.ftl:2: three"]);
    assert_eq!(catalogue.missing("fr".parse().unwrap()), ["one", "two"]);
    assert_eq!(catalogue.words("fr".parse().unwrap()).text("one"), "One");
}

#[test]
#[should_panic(expected = "there is no message nowhere")]
fn a_word_that_nobody_has_stops_a_debug_build() {
    let words = read("one = One\n", "").ok().unwrap().words(Language::KHMER);
    words.text("nowhere");
}

#[test]
fn a_count_picks_its_form_and_shows_in_the_language_s_digits() {
    let catalogue = read(
        "found = { $count ->\n    [one] { NUMBER($count) } place\n   *[other] { NUMBER($count) } places\n}\n",
        "digits = ០១២៣៤៥៦៧៨៩\ndigit-group-separator = .\nfound = { NUMBER($count) } កន្លែង\n",
    )
    .ok()
    .unwrap();
    let english = catalogue.words(Language::ENGLISH);
    assert_eq!(english.with("found", &[("count", 1_usize)]), "1 place");
    assert_eq!(english.with("found", &[("count", 2_usize)]), "2 places");
    let khmer = catalogue.words(Language::KHMER);
    let message = Message::new("found").with("count", 12_345_i64);
    assert_eq!(khmer.say(&message), "១២.៣៤៥ កន្លែង");
}

#[test]
fn a_word_that_a_language_wants_whole_is_not_broken() {
    let khmer = "kept-whole = រូប-ភាព នេះ\nseen = រូបភាពនេះ\n";
    let words = read("seen = This picture\n", khmer).ok().unwrap();
    let khmer = words.words(Language::KHMER);
    assert_eq!(khmer.text("seen"), "រូប\u{2060}ភាពនេះ");
    let english = words.words(Language::ENGLISH);
    assert_eq!(english.text("seen"), "This picture");
}

#[test]
fn a_country_is_named_where_it_has_a_name() {
    let english = "country-and-code = { $name } ({ $code })\ncountry-kh = Cambodia\n";
    let words = read(english, "country-kh = កម្ពុជា\n").ok().unwrap();
    let khmer = words.words(Language::KHMER);
    assert_eq!(khmer.country("KH".parse().unwrap()), "កម្ពុជា (KH)");
    assert_eq!(khmer.country("NL".parse().unwrap()), "NL");
}

#[test]
fn values_stand_bare_without_isolation_marks() {
    let words = read("hello = Hello { $name }!\n", "")
        .ok()
        .unwrap()
        .words(Language::ENGLISH);
    assert_eq!(words.with("hello", &[("name", "Dara")]), "Hello Dara!");
}

#[test]
fn a_fault_names_file_and_line() {
    let found = faults("one = One\n", "# words\none = { \n");
    assert!(
        found.iter().any(|fault| fault.starts_with("km.ftl:")),
        "{found:?}"
    );
    assert_eq!(
        faults("one = One\n", "one = a\n\none = b\n"),
        ["km.ftl:3: the message one is already at km.ftl:1"]
    );
    assert_eq!(
        faults("one = { $name }\n", "one =\n    សូម { $nom }\n"),
        ["km.ftl:1: the message one uses $nom, which the English one does not have"]
    );
    let found = faults("one = One\n", "\none = { two }\n");
    assert!(
        found
            .iter()
            .all(|fault| fault.starts_with("km.ftl:2: one:")),
        "{found:?}"
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn without_english_there_is_no_catalogue() {
    assert!(Catalogue::new(&[], std::iter::empty()).is_err());
}
