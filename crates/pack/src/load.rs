//! Reading a pack's files and holding them against each other.

use std::collections::BTreeMap;

use kernel::{Country, Language};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::source::Files;
use crate::{
    Category, Claims, Deadlines, Fault, HelpLine, Law, Localized, Pack, Routing, Schema, Source,
    Templates, UrlRules, Watch,
};

/// `over.toml`: this pack lays over another.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Over {
    lays_over: String,
}

/// `pack.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Main {
    code: String,
    name: Localized,
    country: Country,
    time_zone: String,
    languages: Vec<Language>,
    quick_exit: String,
    reporter_steps: Vec<String>,
    urls: UrlRules,
    #[serde(rename = "category")]
    categories: Vec<Category>,
}

/// `help.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Help {
    #[serde(rename = "line")]
    lines: Vec<HelpLine>,
}

/// `times.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Times {
    claims: Claims,
    watch: Watch,
    deadlines: Deadlines,
}

/// The steps there are; a pack lists which of them may be told.
const STEPS: [&str; 3] = ["received", "in_work", "closed"];

/// The plain words that the public pages ask for.
const TEXTS: [&str; 6] = [
    "purpose",
    "in_remit",
    "do_not",
    "what_next",
    "elsewhere",
    "child_in_danger",
];

/// Loads a pack, or says all that is wrong with it. Cadences of seconds are a fault unless `demonstration`.
pub fn load(source: &Source, demonstration: bool) -> Result<Pack, Vec<Fault>> {
    let files = layered(source)?;
    let mut faults = Vec::new();
    let main = parse::<Main>(&files, "pack.toml", &mut faults);
    let help = parse::<Help>(&files, "help.toml", &mut faults);
    let texts = parse::<BTreeMap<String, Localized>>(&files, "texts.toml", &mut faults);
    let times = parse::<Times>(&files, "times.toml", &mut faults);
    let schema = parse::<Schema>(&files, "schema.toml", &mut faults);
    let law = parse::<Law>(&files, "law.toml", &mut faults);
    let routing = parse::<Routing>(&files, "routing.toml", &mut faults);
    let templates = Templates::read(&files)
        .map_err(|found| faults.extend(found))
        .ok();
    let (
        Some(main),
        Some(help),
        Some(texts),
        Some(times),
        Some(schema),
        Some(law),
        Some(routing),
        Some(templates),
    ) = (main, help, texts, times, schema, law, routing, templates)
    else {
        return Err(faults);
    };
    let text = |name: &str| files.get(name).map_or("", String::as_str);
    faults.extend(main_faults(&main));
    let zone = jiff::tz::TimeZone::get(&main.time_zone).unwrap_or_else(|_| {
        let message = format!("time_zone: there is no {}", main.time_zone);
        faults.push(Fault::of_file("pack.toml", message));
        jiff::tz::TimeZone::UTC
    });
    faults.extend(word_faults(&main.languages, &main, &help, &texts));
    let problems = times
        .claims
        .problems(demonstration)
        .into_iter()
        .chain(times.watch.problems(demonstration))
        .chain(times.deadlines.problems(demonstration));
    faults.extend(problems.map(|problem| Fault::of_file("times.toml", problem)));
    faults.extend(schema.faults(text("schema.toml"), &main.languages));
    faults.extend(law.faults(text("law.toml"), &main.languages));
    faults.extend(routing.faults(main.country));
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Pack {
        messages: messages(&files, &main.languages),
        code: main.code,
        name: main.name,
        country: main.country,
        zone,
        languages: main.languages,
        quick_exit: main.quick_exit,
        urls: main.urls,
        help: help.lines,
        categories: main.categories,
        reporter_steps: main.reporter_steps,
        texts,
        schema,
        law,
        routing,
        claims: times.claims,
        watch: times.watch,
        deadlines: times.deadlines,
        templates,
    })
}

/// The files of the pack over those of the pack it lays over. One layer: a pack over a pack over a pack
/// would leave no reader sure of what counts.
fn layered(source: &Source) -> Result<Files, Vec<Fault>> {
    let files = source.files().map_err(|fault| vec![fault])?;
    if !files.contains_key("over.toml") {
        return Ok(files);
    }
    let mut faults = Vec::new();
    let Some(over) = parse::<Over>(&files, "over.toml", &mut faults) else {
        return Err(faults);
    };
    let mut below = source
        .beside(&over.lays_over)
        .files()
        .map_err(|fault| vec![fault])?;
    if below.contains_key("over.toml") {
        let message = format!("{} lays over another pack itself", over.lays_over);
        return Err(vec![Fault::of_file("over.toml", message)]);
    }
    below.extend(files);
    Ok(below)
}

fn parse<T: DeserializeOwned>(files: &Files, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let Some(text) = files.get(name) else {
        faults.push(Fault::of_file(name, "is missing"));
        return None;
    };
    match toml::from_str(text) {
        Ok(read) => Some(read),
        Err(error) => {
            let byte = error.span().map_or(0, |span| span.start);
            faults.push(Fault::at(name, text, byte, error.message()));
            None
        }
    }
}

fn main_faults(main: &Main) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |message: String| faults.push(Fault::of_file("pack.toml", message));
    if main.languages.is_empty() {
        fault("languages: name at least one".to_owned());
    }
    if !main.quick_exit.starts_with("https://") {
        fault("quick_exit: an https address".to_owned());
    }
    for step in main
        .reporter_steps
        .iter()
        .filter(|step| !STEPS.contains(&step.as_str()))
    {
        fault(format!("reporter_steps: there is no step {step}"));
    }
    faults
}

fn word_faults(
    languages: &[Language],
    main: &Main,
    help: &Help,
    texts: &BTreeMap<String, Localized>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut look = |file: &str, what: &str, text: &Localized| {
        for language in text.missing(languages) {
            faults.push(Fault::of_file(
                file,
                format!("{what} has no text in {language}"),
            ));
        }
    };
    look("pack.toml", "name", &main.name);
    for category in &main.categories {
        look("pack.toml", &category.key, &category.label);
    }
    for line in &help.lines {
        look("help.toml", &line.number, &line.name);
        look("help.toml", &line.number, &line.note);
    }
    let none = Localized::default();
    for key in TEXTS {
        look("texts.toml", key, texts.get(key).unwrap_or(&none));
    }
    if !help.lines.iter().any(|line| line.police) {
        faults.push(Fault::of_file("help.toml", "no line is the police's"));
    }
    faults
}

/// The `.ftl` files under `i18n/LANGUAGE/`.
fn messages(files: &Files, languages: &[Language]) -> BTreeMap<Language, Vec<(String, String)>> {
    let mut messages = BTreeMap::new();
    for language in languages {
        let folder = format!("i18n/{language}/");
        let of_language: Vec<_> = files
            .iter()
            .filter_map(|(path, text)| Some((path.strip_prefix(&folder)?.to_owned(), text.clone())))
            .collect();
        if !of_language.is_empty() {
            messages.insert(*language, of_language);
        }
    }
    messages
}
