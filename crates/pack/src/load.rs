//! Reading a pack's files and holding them against each other.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Country, Language};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::schemas::{Chosen, mapping_faults, schema_faults};
use crate::signpost::Signposts;
use crate::source::Files;
use crate::tree::Tree;
use crate::{
    Calendar, Category, Claims, Crowd, Deadlines, Decided, Escalation, Fault, Flood, HelpLine,
    Known, Law, Laws, Localized, Mapping, Notices, Pack, Parking, Proxies, Required, Routing,
    Schema, SecondOpinion, Source, Telling, Templates, UrlRules, Waits, Watch, Welfare, laws,
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
    #[serde(default)]
    accepts_leads: bool,
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

/// `sorting.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sorting {
    flood: Flood,
    crowd: Crowd,
    waits: Waits,
    #[serde(default)]
    decided: Decided,
}

/// `known.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownFile {
    known: Known,
}

/// `opinion.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opinion {
    second_opinion: SecondOpinion,
}

/// The steps there are; a pack lists which of them may be told.
const STEPS: [&str; 4] = ["received", "in_work", "closed", "signpost"];

/// The plain words that the public pages ask for.
const TEXTS: [&str; 8] = [
    "purpose",
    "in_remit",
    "do_not",
    "what_next",
    "elsewhere",
    "child_in_danger",
    "own_picture",
    "no_address",
];

/// Loads a pack, or says all that is wrong with it. Cadences of seconds are a fault unless `demonstration`.
pub fn load(source: &Source, demonstration: bool) -> Result<Pack, Vec<Fault>> {
    let files = layered(source)?;
    read(&files, demonstration).map_err(|faults| {
        faults
            .into_iter()
            .map(|fault| files.placed(fault))
            .collect()
    })
}

fn read(files: &Files, demonstration: bool) -> Result<Pack, Vec<Fault>> {
    let mut faults = Vec::new();
    let main = parse::<Main>(files, "pack.toml", &mut faults);
    let help = parse::<Help>(files, "help.toml", &mut faults);
    let texts = parse::<BTreeMap<String, Localized>>(files, "texts.toml", &mut faults);
    let telling = parse::<Telling>(files, "telling.toml", &mut faults);
    let times = parse::<Times>(files, "times.toml", &mut faults);
    let sorting = parse::<Sorting>(files, "sorting.toml", &mut faults);
    let known = parse::<KnownFile>(files, "known.toml", &mut faults);
    let opinion = parse::<Opinion>(files, "opinion.toml", &mut faults);
    let routing = parse::<Routing>(files, "routing.toml", &mut faults);
    let proxies = parse::<Proxies>(files, "proxies.toml", &mut faults);
    let parking = parse::<Parking>(files, "parking.toml", &mut faults);
    let calendar = parse::<Calendar>(files, "calendar.toml", &mut faults);
    let notices = parse::<Notices>(files, "notices.toml", &mut faults);
    let escalation = parse::<Escalation>(files, "escalation.toml", &mut faults);
    let required = parse::<Required>(files, "required.toml", &mut faults);
    let judging = Judging::read(files, &mut faults);
    let (Some(main), Some(help), Some(texts), Some(telling), Some(times), Some(sorting)) =
        (main, help, texts, telling, times, sorting)
    else {
        return Err(faults);
    };
    let welfare = parse::<Welfare>(files, "welfare.toml", &mut faults);
    let (Some(routing), Some(proxies), Some(judging), Some(known), Some(opinion), Some(welfare)) =
        (routing, proxies, judging, known, opinion, welfare)
    else {
        return Err(faults);
    };
    let (Some(parking), Some(calendar), Some(notices), Some(escalation), Some(required)) =
        (parking, calendar, notices, escalation, required)
    else {
        return Err(faults);
    };
    let of_steps = escalation.steps.iter().map(|step| step.template.as_str());
    let of_steps: Vec<_> = of_steps.collect();
    let templates = Templates::read(files, &main.languages, &of_steps)
        .map_err(|found| faults.extend(found))
        .unwrap_or_default();
    let zone = jiff::tz::TimeZone::get(&main.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    for (name, text) in files.iter().filter(|(name, _)| !name.contains('/')) {
        let tree = Tree::new(name, text);
        faults.extend(tree.untranslated(&main.languages));
        faults.extend(match name {
            "pack.toml" => main.faults(&tree),
            "help.toml" => help.faults(&tree).into_iter().collect(),
            "texts.toml" => text_faults(&texts, &tree),
            "telling.toml" => telling.faults(&tree),
            "calendar.toml" => tree.each(calendar.problems()),
            "notices.toml" => tree.each(notices.problems(demonstration)),
            "required.toml" => required.faults(&tree, &templates, &main.languages, &of_steps),
            "escalation.toml" => tree.each(escalation.problems(demonstration)),
            "times.toml" => times.faults(&tree, demonstration),
            "sorting.toml" => sorting.faults(&tree, judging.chosen.deciding(&judging.schemas)),
            "known.toml" => known.faults(&tree),
            "welfare.toml" => welfare_faults(&welfare, &main.categories, &tree),
            "opinion.toml" => {
                let deciding = judging.chosen.deciding(&judging.schemas);
                deciding.map_or_else(Vec::new, |schema| {
                    opinion.second_opinion.faults(&tree, schema)
                })
            }
            "schemas.toml" => judging.chosen.faults(&tree, &judging.schemas),
            "signposts.toml" => judging.signposts.faults(&tree),
            "routing.toml" => routing.faults(&tree, main.country),
            "proxies.toml" => proxies.faults(&tree),
            "parking.toml" => parking.faults(&tree),
            "over.toml" => Vec::new(),
            _ => vec![Fault::of_file(name, "no pack has a file of this name")],
        });
    }
    faults.extend(judging.faults(files, &main.languages));
    let picked = judging.chosen.pick(&judging.schemas, &judging.mappings);
    let Some((schema, beside)) = picked.filter(|_| faults.is_empty()) else {
        return Err(faults);
    };
    Ok(Pack {
        messages: messages(files, &main.languages),
        code: main.code,
        name: main.name,
        country: main.country,
        zone,
        languages: main.languages,
        quick_exit: main.quick_exit,
        accepts_leads: main.accepts_leads,
        urls: main.urls,
        help: help.lines,
        categories: main.categories,
        reporter_steps: main.reporter_steps,
        texts,
        telling,
        schema,
        beside,
        schemas: judging.schemas,
        laws: judging.laws,
        signposts: judging.signposts.signposts,
        routing,
        proxies,
        parking,
        claims: times.claims,
        watch: times.watch,
        calendar,
        notices,
        required,
        escalation,
        deadlines: times.deadlines,
        flood: sorting.flood,
        crowd: sorting.crowd,
        waits: sorting.waits,
        decided: sorting.decided,
        known: known.known,
        second_opinion: opinion.second_opinion,
        welfare,
        templates,
    })
}

/// How items are judged: the files of schemas, mappings and laws, and the signposts.
struct Judging {
    chosen: Chosen,
    schemas: Vec<Schema>,
    mappings: Vec<Mapping>,
    laws: Laws,
    signposts: Signposts,
}

impl Judging {
    fn read(files: &Files, faults: &mut Vec<Fault>) -> Option<Self> {
        let before = faults.len();
        let chosen = parse::<Chosen>(files, "schemas.toml", faults);
        let signposts = parse::<Signposts>(files, "signposts.toml", faults);
        let judging = Self {
            schemas: parse_all(files, "schemas/", faults),
            mappings: parse_all(files, "mappings/", faults),
            laws: Laws::new(parse_all(files, "laws/", faults)),
            chosen: chosen?,
            signposts: signposts?,
        };
        // What does not read cannot be held against the others.
        (faults.len() == before).then_some(judging)
    }

    /// The faults of its files, each by itself and held against the others.
    fn faults(&self, files: &Files, languages: &[Language]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut dated = Vec::new();
        for (name, text) in files.iter() {
            let tree = Tree::new(name, text);
            // They are all read by now; which of them this is, its folder says.
            let mut none = Vec::new();
            match name.split_once('/') {
                Some(("schemas", _)) => {
                    let schema = parse::<Schema>(files, name, &mut none);
                    faults.extend(schema.iter().flat_map(|schema| {
                        schema_faults(name, schema, &tree, &self.chosen, &self.schemas)
                    }));
                }
                Some(("mappings", _)) => {
                    let mapping = parse::<Mapping>(files, name, &mut none);
                    faults.extend(mapping.iter().flat_map(|mapping| {
                        mapping_faults(mapping, &tree, &self.schemas, &self.laws)
                    }));
                }
                Some(("laws", _)) => {
                    let Some(law) = parse::<Law>(files, name, &mut none) else {
                        continue;
                    };
                    faults.extend(law.faults(&tree));
                    faults.extend(tree.untranslated(languages));
                    dated.push((law, tree));
                    continue;
                }
                _ => continue,
            }
            faults.extend(tree.untranslated(languages));
        }
        if dated.is_empty() {
            faults.push(Fault::of_file("laws", "there is no law"));
        }
        faults.extend(laws::faults(&dated));
        faults
    }
}

/// Every file of a folder.
fn parse_all<T: DeserializeOwned>(files: &Files, folder: &str, faults: &mut Vec<Fault>) -> Vec<T> {
    files
        .iter()
        .filter(|(name, _)| name.starts_with(folder))
        .filter_map(|(name, _)| parse(files, name, faults))
        .collect()
}

/// The files of the pack over those of the pack it lays over. One layer: a pack over a pack over a pack
/// would leave no reader sure of what counts.
fn layered(source: &Source) -> Result<Files, Vec<Fault>> {
    let files = source.files().map_err(|fault| vec![fault])?;
    if files.text("over.toml").is_none() {
        return Ok(files);
    }
    let mut faults = Vec::new();
    let Some(over) = parse::<Over>(&files, "over.toml", &mut faults) else {
        return Err(faults
            .into_iter()
            .map(|fault| files.placed(fault))
            .collect());
    };
    let below = source.beside(&over.lays_over).files();
    let below = below.map_err(|fault| vec![fault])?;
    if below.text("over.toml").is_some() {
        let message = format!("{} lays over another pack itself", over.lays_over);
        return Err(vec![files.placed(Fault::of_file("over.toml", message))]);
    }
    Ok(files.over(below))
}

fn parse<T: DeserializeOwned>(files: &Files, name: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let Some(text) = files.text(name) else {
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

impl Main {
    fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |path: &[&str], message: String| faults.push(tree.fault(path, message));
        if self.languages.is_empty() {
            fault(&["languages"], "name at least one language".to_owned());
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            fault(
                &["time_zone"],
                format!("there is no time zone {}", self.time_zone),
            );
        }
        if !self.quick_exit.starts_with("https://") {
            fault(
                &["quick_exit"],
                "an address that begins with https://".to_owned(),
            );
        }
        for (index, step) in self.reporter_steps.iter().enumerate() {
            if !STEPS.contains(&step.as_str()) {
                let path = ["reporter_steps", &index.to_string()];
                fault(&path, format!("there is no step {step}"));
            }
        }
        let mut keys = BTreeSet::new();
        for (index, category) in self.categories.iter().enumerate() {
            if !keys.insert(&category.key) {
                let path = ["category", &index.to_string(), "key"];
                fault(&path, format!("the category {} stands twice", category.key));
            }
        }
        faults
    }
}

impl Help {
    fn faults(&self, tree: &Tree<'_>) -> Option<Fault> {
        let police = self.lines.iter().any(|line| line.police);
        (!police).then(|| tree.fault(&["line"], "no line is the police's"))
    }
}

impl Times {
    fn faults(&self, tree: &Tree<'_>, demonstration: bool) -> Vec<Fault> {
        let parts = [
            ("claims", self.claims.problems(demonstration)),
            ("watch", self.watch.problems(demonstration)),
            ("deadlines", self.deadlines.problems(demonstration)),
        ];
        let problems = parts.into_iter().flat_map(|(part, problems)| {
            problems
                .into_iter()
                .map(move |(key, text)| (part, key, text))
        });
        problems
            .map(|(part, key, text)| tree.fault(&[part, key], format!("{key}: {text}")))
            .collect()
    }
}

impl Sorting {
    fn faults(&self, tree: &Tree<'_>, schema: Option<&Schema>) -> Vec<Fault> {
        let flood = self.flood.problems().into_iter();
        let crowd = self.crowd.problems().into_iter();
        let waits = self.waits.problems().into_iter();
        let problems = flood
            .map(|problem| ("flood", problem))
            .chain(crowd.map(|problem| ("crowd", problem)))
            .chain(waits.map(|problem| ("waits", problem)));
        let ages = schema.map(|schema| self.decided.problems(schema));
        let ages = ages.into_iter().flatten();
        problems
            .map(|(part, (key, text))| tree.fault(&[part, key], format!("{key}: {text}")))
            .chain(ages.map(|text| tree.fault(&["decided", "severe_ages"], text)))
            .collect()
    }
}

impl KnownFile {
    fn faults(&self, tree: &Tree<'_>) -> Vec<Fault> {
        let problems = self.known.problems().into_iter();
        problems
            .map(|(key, text)| tree.fault(&["known", key], format!("{key}: {text}")))
            .collect()
    }
}

fn welfare_faults(welfare: &Welfare, categories: &[Category], tree: &Tree<'_>) -> Vec<Fault> {
    let categories: Vec<_> = categories.iter().map(|one| one.key.as_str()).collect();
    let problems = welfare.problems(&categories).into_iter();
    problems
        .map(|(path, text)| tree.fault(path, text))
        .collect()
}

fn text_faults(texts: &BTreeMap<String, Localized>, tree: &Tree<'_>) -> Vec<Fault> {
    let missing = TEXTS.iter().filter(|key| !texts.contains_key(**key));
    let missing = missing.map(|key| tree.fault(&[], format!("{key} is missing")));
    let unknown = texts.keys().filter(|key| !TEXTS.contains(&key.as_str()));
    let unknown = unknown.map(|key| tree.fault(&[key], format!("no page asks for {key}")));
    missing.chain(unknown).collect()
}

/// The `.ftl` files under `i18n/LANGUAGE/`.
fn messages(files: &Files, languages: &[Language]) -> BTreeMap<Language, Vec<(String, String)>> {
    let mut messages = BTreeMap::new();
    for language in languages {
        let folder = format!("i18n/{language}/");
        let of_language: Vec<_> = files
            .iter()
            .filter_map(|(path, text)| {
                Some((path.strip_prefix(&folder)?.to_owned(), text.to_owned()))
            })
            .collect();
        if !of_language.is_empty() {
            messages.insert(*language, of_language);
        }
    }
    messages
}
