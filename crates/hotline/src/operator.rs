//! What an operator does at the command line.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use anyhow::{Context, bail};
use identity::{Actor, NewStaff, Role};
use kernel::{Language, Sensitive, SystemEntropy};
use letterbox::KeyFile;
use location::Explanation;
use store::{Keyring, keyring_file, migrate, role};

use crate::config::Config;
use crate::{connect, messages};

/// `hotline staff add`
#[derive(Debug, clap::Args)]
pub(crate) struct StaffAdd {
    /// The name to sign in with.
    sign_in: String,
    /// The name that colleagues read.
    #[arg(long)]
    name: Option<String>,
    /// A role: analyst, supervisor, manager, administrator, welfare_lead. May be given several times.
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    /// The language of the desk for this person.
    #[arg(long, default_value = "km")]
    language: String,
    /// Still learning: what they decide waits for a second opinion, where the pack says so.
    #[arg(long)]
    trainee: bool,
}

/// `hotline url`
pub(crate) fn url(pack: &str, text: &str, json: bool) -> anyhow::Result<ExitCode> {
    let pack = messages::pack(pack, true)?;
    let explanation = location::explain(text, &pack.urls);
    if json {
        println!("{}", serde_json::to_string(&explanation)?);
    }
    Ok(match explanation {
        Explanation::Recognised {
            canonical,
            host,
            domain,
        } => {
            if !json {
                println!("canonical  {canonical}\nhost       {host}");
                println!("domain     {}", domain.as_deref().unwrap_or("none"));
            }
            ExitCode::SUCCESS
        }
        Explanation::Refused { refused, reason } => {
            if !json {
                println!("refused    {refused} ({reason})");
            }
            ExitCode::FAILURE
        }
    })
}

/// `hotline keys new`: never over keys that exist, for nothing sealed with them would open again.
pub(crate) fn new_keys(config: &Config) -> anyhow::Result<()> {
    let path = config.keyring()?;
    let passphrase = config.passphrase()?;
    if passphrase.expose().chars().count() < 12 {
        bail!(
            "the passphrase is too short: take at least twelve characters, better six random words"
        );
    }
    // Both or neither: a keyring and a key file of two makings would not fit each other.
    for path in [path, config.keys.letterbox.as_path()] {
        if path.exists() {
            bail!(
                "{} exists already: nothing that was sealed would open with new keys",
                path.display()
            );
        }
    }
    let keyring = Keyring::random(&SystemEntropy);
    keyring_file::create(path, &keyring, &passphrase, &SystemEntropy)
        .with_context(|| format!("the keyring {} cannot be made", path.display()))?;
    KeyFile::create(
        &config.keys.letterbox,
        keyring.submission_key(),
        &SystemEntropy,
    )
    .with_context(|| {
        format!(
            "the letterbox's key file {} cannot be made",
            config.keys.letterbox.display()
        )
    })?;
    println!(
        "The keyring is at {}, encrypted with the passphrase.",
        path.display()
    );
    println!(
        "The letterbox's key file is at {}.",
        config.keys.letterbox.display()
    );
    println!(
        "Keep a copy of the keyring and of the passphrase apart from each other and from the backups:"
    );
    println!("without both, nothing in the desk's store can be read by anyone.");
    Ok(())
}

/// `hotline migrate`
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    let letterbox = connect::letterbox_store(config).await?;
    migrate::migrate(&letterbox)
        .await
        .context("the letterbox's store cannot be migrated")?;
    if config.store.desk.is_some() {
        let desk = connect::sealed_desk_store(config).await?;
        migrate::migrate(&desk)
            .await
            .context("the desk's store cannot be migrated")?;
    }
    println!("The stores are up to date.");
    Ok(())
}

/// `hotline store roles`: says the SQL and runs none of it, for the program's own role should not be one that
/// makes roles.
pub(crate) fn roles(config: &Config, role: &str) -> anyhow::Result<()> {
    // It stands in comments and quoted blocks too, which a line break or a dollar could end.
    if role.contains(|sign: char| sign.is_control() || sign == '$') {
        bail!("--role: a name without line breaks and dollar signs");
    }
    let sql = role::sql(role, &config.store.letterbox, config.store.desk.as_deref())
        .context("store.letterbox: roles are PostgreSQL's; SQLite's files belong to their owner")?;
    print!("{sql}");
    Ok(())
}

/// `hotline staff add`: the password comes from standard input, so that no list of processes shows it.
pub(crate) async fn add_staff(config: &Config, add: &StaffAdd) -> anyhow::Result<()> {
    let roles = add
        .roles
        .iter()
        .map(|name| Role::named(name).with_context(|| format!("there is no role {name}")))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let language: Language = add.language.parse()?;
    if std::io::stdin().is_terminal() {
        println!(
            "Type the password (at least twelve characters; it is shown), then Enter and Ctrl-D:"
        );
    }
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = Sensitive::new(password.trim_end_matches(['\r', '\n']).to_owned());

    let db = connect::desk_store(config, connect::keyring(config)?).await?;
    migrate::require_current(&db).await?;
    let hashed = identity::hash_password(password, db.entropy()).await?;
    let mut tx = db.write().await?;
    identity::add(
        &mut tx,
        &Actor::operator(),
        NewStaff {
            sign_in: add.sign_in.clone(),
            name: add.name.clone().unwrap_or_else(|| add.sign_in.clone()),
            password: hashed,
            roles,
            language,
            trainee: add.trainee,
        },
    )
    .await?;
    tx.commit().await?;
    println!("Added {}.", add.sign_in);
    Ok(())
}

/// `hotline audit verify`
pub(crate) async fn verify_audit(
    config: &Config,
    expect: Option<&str>,
) -> anyhow::Result<ExitCode> {
    let expect = expect.map(hash).transpose()?;
    let db = connect::desk_store(config, connect::keyring(config)?).await?;
    migrate::require_current(&db).await?;
    match audit::verify(&db, expect.as_deref()).await {
        Ok(verified) if verified.entries + verified.waiting == 0 && people(&db).await? > 0 => {
            println!("The record is broken: it is empty, though people work at the desk.");
            Ok(ExitCode::FAILURE)
        }
        Ok(verified) => {
            println!(
                "The record holds: {} entries, {} signatures, {} waiting for the sequencer{}.",
                verified.entries,
                verified.signatures,
                verified.waiting,
                verified
                    .waiting_since
                    .map(|since| format!(" since {since}"))
                    .unwrap_or_default(),
            );
            let hash: Vec<_> = verified
                .hash
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            println!(
                "Its end is {}. Keep it elsewhere: `--expect` shows later that nothing was cut off.",
                hash.concat()
            );
            verify_evidence(&db).await
        }
        Err(audit::Fault::Store(error)) => Err(error.into()),
        Err(fault) => {
            println!("The record is broken: {fault}.");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Holds the traces and checks against what the record commits to of each.
async fn verify_evidence(db: &store::Db) -> anyhow::Result<ExitCode> {
    let mut tx = db.read().await?;
    let operator = &Actor::operator();
    let traces = trace::verify_traces(&mut tx, operator).await?;
    let checks = takedown::verify_checks(&mut tx, operator).await?;
    let mut code = ExitCode::SUCCESS;
    for (name, held) in [("traces", traces), ("checks", checks)] {
        if held.is_whole() {
            println!("The {} {name} are what was recorded.", held.committed);
            continue;
        }
        code = ExitCode::FAILURE;
        println!(
            "The {name} are not what was recorded: {} changed, {} missing, {} not in the record.",
            held.changed.len(),
            held.missing.len(),
            held.unrecorded
        );
        let changed = held.changed.iter().map(|id| ("changed", id));
        let missing = held.missing.iter().map(|id| ("missing", id));
        for (what, id) in changed.chain(missing).take(SHOWN) {
            println!("  {what}: {id}");
        }
    }
    Ok(code)
}

/// Traces or checks that are named at most.
const SHOWN: usize = 100;

/// Adding a person is recorded, so a desk with people has a record.
async fn people(db: &store::Db) -> anyhow::Result<usize> {
    let mut tx = db.read().await?;
    Ok(identity::list(&mut tx, &Actor::operator()).await?.len())
}

/// Reads the hexadecimal hash that `audit verify` prints.
fn hash(text: &str) -> anyhow::Result<Vec<u8>> {
    let digits = text.trim();
    if digits.len() != 64 || !digits.is_ascii() {
        bail!("--expect: 64 hexadecimal digits, as `hotline audit verify` prints them");
    }
    (0..32)
        .map(|at| digits.get(2 * at..2 * at + 2).unwrap_or_default())
        .map(|pair| u8::from_str_radix(pair, 16).context("--expect: not hexadecimal"))
        .collect()
}
