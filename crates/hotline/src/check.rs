//! `hotline check`: tries everything the configuration says. Each line says what is well or what is wrong,
//! and what to do.

mod network;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use identity::Actor;
use kernel::{Clock, SystemClock};
use store::role::{self, Rights};
use store::{Db, Keyring, migrate};

use self::network::network;
use crate::config::Config;
use crate::door::Door;
use crate::{connect, files, messages};

/// What one look came to.
enum Found {
    /// As it should be.
    Well(String),
    /// Works, but somebody has to look: what, and what to do.
    Open(String, String),
    /// Does not work: what, and what to do.
    Wrong(String, String),
}

/// Whether a full house of visitors leaves files for the store.
fn open_files() -> Found {
    match files::most() {
        Some(most) if most < files::WANTED => Found::Open(
            format!("a process may open {most} files here"),
            format!(
                "allow {} (`LimitNOFILE=` of systemd, `ulimit -Hn`): each visitor takes one",
                files::WANTED
            ),
        ),
        _ => Found::Well("files for every visitor".to_owned()),
    }
}

/// Looks at everything; fails when anything is wrong.
pub(crate) async fn check(config: &Config) -> anyhow::Result<ExitCode> {
    let mut found = vec![Found::Well("the configuration reads well".to_owned())];
    found.extend(pack(config));
    let keyring = keys(config, &mut found);
    let alone = config.keys.keyring.is_none();
    found.extend(letterbox_store(config, alone).await);
    if let Some(keyring) = keyring {
        desk_store(config, keyring, &mut found).await;
    }
    found.push(onion(config));
    if !alone {
        found.push(alarm(config));
    }
    found.push(open_files());
    // A machine with the letterbox alone asks nobody anything.
    if !alone {
        found.extend(network(config).await);
        found.extend(address_tables(config));
    }

    let mut failed = false;
    for line in &found {
        match line {
            Found::Well(what) => println!("well   {what}"),
            Found::Open(what, todo) => println!("open   {what}\n       → {todo}"),
            Found::Wrong(what, todo) => {
                failed = true;
                println!("wrong  {what}\n       → {todo}");
            }
        }
    }
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn pack(config: &Config) -> Vec<Found> {
    let pack = match pack::load(&messages::source(&config.pack), config.demonstration) {
        Ok(pack) => pack,
        Err(faults) => {
            return faults
                .iter()
                .map(|fault| Found::Wrong(format!("pack: {fault}"), "mend it there".to_owned()))
                .collect();
        }
    };
    let mut found = vec![Found::Well(format!(
        "the pack {} has no fault",
        config.pack
    ))];
    match messages::catalogue(&pack) {
        Err(error) => found.push(Found::Wrong(
            format!("{error:#}"),
            "mend the message there".to_owned(),
        )),
        Ok(catalogue) => {
            for language in &pack.languages {
                for key in catalogue.missing(*language) {
                    found.push(Found::Wrong(
                        format!("the message {key} has no words in {language}"),
                        format!("add it in i18n/{language} of the pack"),
                    ));
                }
            }
        }
    }
    if pack.law_at(SystemClock.now()).is_none() {
        found.push(Found::Wrong(
            "no law of the pack is in force today".to_owned(),
            "add it in laws/ of the pack, or mend the dates there".to_owned(),
        ));
    }
    for what in pack.unconfirmed() {
        found.push(Found::Open(
            format!("nobody has confirmed: {what}"),
            "look it up, then say confirmed = true in the pack".to_owned(),
        ));
    }
    if pack.calendar.lacks_holidays(&pack.zone, SystemClock.now()) {
        found.push(Found::Open(
            "the calendar has no holidays for this year, or for the next, which is near".to_owned(),
            "enter them in calendar.toml of the pack: letters leave on holidays until then"
                .to_owned(),
        ));
    }
    if pack.watch.legal_authority.is_none() {
        found.push(Found::Open(
            "automatic checks of reported places are off".to_owned(),
            "name their legal authority in times.toml of the pack, when there is one".to_owned(),
        ));
    }
    found
}

fn keys(config: &Config, found: &mut Vec<Found>) -> Option<Arc<Keyring>> {
    let key_file = connect::key_file(config);
    match &key_file {
        Ok(_) => found.push(Found::Well("the letterbox's key file opens".to_owned())),
        Err(error) => found.push(Found::Wrong(
            format!("{error:#}"),
            "make it with `hotline keys new`, or copy it from the machine with the desk".to_owned(),
        )),
    }
    if config.keys.keyring.is_none() {
        found.push(Found::Well(
            "no keyring: this machine runs the letterbox alone".to_owned(),
        ));
        return None;
    }
    match connect::keyring(config) {
        Ok(keyring) => {
            found.push(Found::Well(
                "the keyring opens with its passphrase".to_owned(),
            ));
            if key_file.is_ok_and(|keys| keys.desk() != keyring.submission_key()) {
                found.push(Found::Wrong(
                    "the letterbox seals to another keyring than this one".to_owned(),
                    "bring the key file and the keyring of one `hotline keys new` together"
                        .to_owned(),
                ));
            }
            Some(keyring)
        }
        Err(error) => {
            found.push(Found::Wrong(
                format!("{error:#}"),
                "check keys.keyring and the passphrase; a new hotline makes them with `hotline keys new`".to_owned(),
            ));
            None
        }
    }
}

async fn letterbox_store(config: &Config, alone: bool) -> Vec<Found> {
    let db = match connect::letterbox_store(config).await {
        Ok(db) => db,
        Err(error) => {
            let todo = "check store.letterbox".to_owned();
            return vec![Found::Wrong(format!("{error:#}"), todo)];
        }
    };
    match role::rights(&db).await {
        Ok(None) => vec![tables("letterbox", &db).await],
        // Whether the store is up to date cannot be asked then.
        Ok(Some(rights)) if alone && !rights.missing.is_empty() => letterbox_role(&rights, alone),
        Ok(Some(rights)) => {
            let mut found = vec![tables("letterbox", &db).await];
            found.extend(letterbox_role(&rights, alone));
            found
        }
        Err(error) => vec![Found::Wrong(
            format!("what the letterbox's role may do cannot be asked: {error}"),
            "check store.letterbox".to_owned(),
        )],
    }
}

/// What the role of the letterbox's store may do, too much or too little for what this machine runs.
fn letterbox_role(rights: &Rights, alone: bool) -> Vec<Found> {
    const MAKE: &str =
        "make the letterbox's role as the SQL of `hotline store roles` says, and connect as that";
    if !alone {
        return if rights.withheld.is_empty() {
            Vec::new()
        } else {
            vec![Found::Wrong(
                format!(
                    "the workers collect and answer, and their role in the letterbox's store may not: {}",
                    rights.withheld.join("; ")
                ),
                "connect as the owner of the letterbox's database where the workers are".to_owned(),
            )]
        };
    }
    let mut found = Vec::new();
    if !rights.missing.is_empty() {
        found.push(Found::Wrong(
            format!(
                "the letterbox's role may not: {}",
                rights.missing.join("; ")
            ),
            format!("run `hotline migrate` as the owner, then {MAKE}"),
        ));
    }
    if !rights.excess.is_empty() {
        found.push(Found::Wrong(
            format!(
                "the letterbox's role may do more than submit and read the replies of one receipt: {}",
                rights.excess.join("; ")
            ),
            MAKE.to_owned(),
        ));
    }
    if found.is_empty() {
        found.push(Found::Well(
            "the letterbox's role may submit and read the replies of one receipt, and nothing else"
                .to_owned(),
        ));
    }
    if rights.neighbours > 0 {
        found.push(Found::Open(
            format!(
                "the letterbox's role may connect to {} other databases of that server",
                rights.neighbours
            ),
            "REVOKE CONNECT ON DATABASE … FROM PUBLIC for each".to_owned(),
        ));
    }
    found
}

async fn tables(name: &str, db: &Db) -> Found {
    match migrate::require_current(db).await {
        Ok(()) => Found::Well(format!("the {name}'s store is up to date")),
        Err(error) => Found::Wrong(
            format!("the {name}: {error}"),
            "run `hotline migrate`".to_owned(),
        ),
    }
}

async fn desk_store(config: &Config, keyring: Arc<Keyring>, found: &mut Vec<Found>) {
    let db = match connect::desk_store(config, keyring).await {
        Ok(db) => db,
        Err(error) => {
            found.push(Found::Wrong(
                format!("{error:#}"),
                "check store.desk".to_owned(),
            ));
            return;
        }
    };
    let tables = tables("desk", &db).await;
    let current = matches!(tables, Found::Well(_));
    found.push(tables);
    if !current {
        return;
    }
    match staff_and_jobs(&db).await {
        Ok((0, ..)) => found.push(Found::Open(
            "nobody works at the desk yet".to_owned(),
            "add people with `hotline staff add`".to_owned(),
        )),
        Ok((people, dead, aside, keys)) => {
            found.push(Found::Well(format!("{people} people work at the desk")));
            if keys > 0 {
                found.push(Found::Open(
                    format!("{keys} contacts have an OpenPGP key that has expired or does within 30 days"),
                    "ask them for another, and give it to the contact on the desk's page of providers".to_owned(),
                ));
            }
            if dead > 0 {
                found.push(Found::Open(
                    format!("{dead} jobs are dead"),
                    "look at them on the desk's page of jobs".to_owned(),
                ));
            }
            if aside > 0 {
                found.push(Found::Open(
                    format!("{aside} submissions could not be filed and are set aside"),
                    "look for \"set aside\" in the log, and whether the keyring is the one that the letterbox's key file is of; what is mended is filed by itself".to_owned(),
                ));
            }
        }
        Err(error) => found.push(Found::Wrong(
            format!("the desk's store does not open with this keyring: {error:#}"),
            "bring the store and the keyring of one hotline together".to_owned(),
        )),
    }
}

/// How many people there are, jobs that are dead, submissions that could not be filed, and contacts whose key ends.
async fn staff_and_jobs(db: &Db) -> anyhow::Result<(usize, usize, i64, i64)> {
    let mut tx = db.read().await?;
    let people = identity::list(&mut tx, &Actor::operator()).await?.len();
    let dead = jobs::dead(&mut tx).await?.len();
    let aside = intake::set_aside(&mut tx, &Actor::operator()).await?;
    let (keys, _) = stakeholders::keys_ending(&mut tx, &Actor::operator()).await?;
    Ok((people, dead, aside, keys))
}

fn onion(config: &Config) -> Found {
    let letterbox = &config.letterbox;
    if let Some(Door::Socket(path)) = &letterbox.onion_listen
        && !path.parent().is_some_and(Path::is_dir)
    {
        return Found::Wrong(
            "letterbox.onion_listen: the socket has no folder to stand in".to_owned(),
            "make the folder, and give it to the user that runs the letterbox".to_owned(),
        );
    }
    match (&letterbox.onion_listen, &letterbox.onion_address) {
        (Some(_), Some(_)) => Found::Well(
            "the onion service has a listener, and the pages name its address".to_owned(),
        ),
        (Some(_), None) => Found::Open(
            "the onion service has a listener, but no page names its address".to_owned(),
            "set letterbox.onion_address to http:// and what stands in the hostname file of Tor"
                .to_owned(),
        ),
        (None, Some(_)) => Found::Open(
            "the pages name an onion service that this machine does not answer".to_owned(),
            "set letterbox.onion_listen, unless another machine answers it".to_owned(),
        ),
        (None, None) => Found::Open(
            "no onion service: who comes through Tor has to leave it at an exit".to_owned(),
            "see docs/manual/onion.md".to_owned(),
        ),
    }
}

/// Whether somebody is rung for an urgent report. Nobody is rung to try it.
fn alarm(config: &Config) -> Found {
    let alarm = &config.alarm;
    if alarm.person.is_empty() {
        return Found::Open(
            "nobody is on call: an urgent report rings at the desk alone".to_owned(),
            "name them under [[alarm.person]]".to_owned(),
        );
    }
    if let Some(program) = alarm.command.first()
        && !is_program(Path::new(program))
    {
        return Found::Wrong(
            "alarm.command: this is no program that can be started".to_owned(),
            "check its path, and that it may be executed".to_owned(),
        );
    }
    Found::Well(format!(
        "{} people are on call for urgent reports",
        alarm.person.len()
    ))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path)
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

/// After this many days a table of addresses says where many addresses were, and no more where they are.
const OLD: i64 = 60;

/// Whether the tables of addresses open, and how old they are.
fn address_tables(config: &Config) -> Vec<Found> {
    let tables = &config.network.address_tables;
    if tables.is_empty() {
        return vec![Found::Open(
            "no table of addresses: countries are known from the registries alone".to_owned(),
            "set network.address_tables, where there is a file in the MMDB format".to_owned(),
        )];
    }
    let look = |path: &std::path::PathBuf| match trace::check_table(path) {
        Ok((kind, built_at)) => {
            let days = SystemClock.now().day().number() - built_at.day().number();
            let what = format!("the table of addresses {kind} opens and is {days} days old");
            if days > OLD {
                let todo = "put a new one in its place: it is read without a restart".to_owned();
                Found::Open(what, todo)
            } else {
                Found::Well(what)
            }
        }
        Err(error) => Found::Wrong(
            format!("{}: {error}", path.display()),
            "check network.address_tables".to_owned(),
        ),
    };
    tables.iter().map(look).collect()
}
