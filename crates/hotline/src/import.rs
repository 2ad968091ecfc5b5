//! `hotline import`: a file of reports of any size, a few lines a transaction.
//!
//! Results go to standard output as lines are committed, how far it is to standard error. Cut off at any moment and
//! run again it goes on: what was entered is told again and not entered.

use std::fs::File;
use std::io::{BufRead, BufReader, Stdin, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context;
use identity::Actor;
use intake::{BATCH, Import, Imported, Line, LineCounts, LineResult, Reader};
use kernel::Id;
use pack::Pack;
use store::{Db, migrate};

use crate::config::Config;
use crate::{connect, messages};

/// Between two words about how far it is.
const PAUSE: Duration = Duration::from_secs(2);

/// How often lines are tried whose transaction failed: the database may have chosen it to end a deadlock.
const TRIES: u32 = 5;

/// What ends a run whose file is read and some lines of which were refused.
const SOME_REFUSED: u8 = 2;

/// `hotline import`
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The CSV file (UTF-8); `-` reads standard input.
    file: PathBuf,
    /// Who made the file, called the same each time: lines are recognised by it.
    #[arg(long)]
    sender: String,
    /// Leave out columns whose names are not known.
    #[arg(long)]
    leave_out_unknown: bool,
}

/// Imports a file: success where every line was taken.
pub(crate) async fn import(config: &Config, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let pack = messages::pack(&config.pack, config.demonstration)?;
    let mut reader = Reader::new(open(&arguments.file)?, arguments.leave_out_unknown)?;
    let db = connect::desk_store(config, connect::keyring(config)?).await?;
    migrate::require_current(&db).await?;
    let import = Import::new(Id::random(db.entropy()), &arguments.sender)
        .context("--sender: a name of 1 to 200 characters")?;
    let actor = Actor::operator();
    let mut tx = db.write().await?;
    intake::begin_import(&mut tx, &actor, import.id).await?;
    tx.commit().await?;

    let mut results = std::io::stdout().lock();
    writeln!(results, "line,result,reason,column,case").context(NOBODY_READS)?;
    let mut spoken = Instant::now();
    loop {
        // Read outside the transaction: a slow sender keeps nobody waiting.
        let lines = reader
            .next_lines(BATCH, &pack, db.clock().now())
            .context("the file cannot be read on; what was imported stays")?;
        let Some(last) = lines.last().map(|line| line.number) else {
            break;
        };
        for result in enter(&db, &actor, &import, &lines, &pack).await? {
            write_result(&mut results, &result).context(NOBODY_READS)?;
        }
        results.flush().context(NOBODY_READS)?;
        if spoken.elapsed() >= PAUSE {
            spoken = Instant::now();
            tell(&format!("{last} lines"));
        }
    }
    let mut tx = db.write().await?;
    let counts = intake::end_import(&mut tx, &actor, import.id).await?;
    tx.commit().await?;
    tell(&summary(&counts));
    Ok(if counts.of(Imported::Refused) == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_REFUSED)
    })
}

const NOBODY_READS: &str = "the results cannot be written; what was imported stays";

fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::<Stdin>::new(std::io::stdin())));
    }
    let file = File::open(path).context("the file cannot be opened")?;
    Ok(Box::new(BufReader::new(file)))
}

/// Enters lines in one transaction, again where it failed.
async fn enter(
    db: &Db,
    actor: &Actor,
    import: &Import,
    lines: &[Line],
    pack: &Pack,
) -> anyhow::Result<Vec<LineResult>> {
    let mut tries = 1;
    loop {
        match enter_once(db, actor, import, lines, pack).await {
            Err(_) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            entered => return entered.context("the import stops; run it again to go on"),
        }
    }
}

async fn enter_once(
    db: &Db,
    actor: &Actor,
    import: &Import,
    lines: &[Line],
    pack: &Pack,
) -> Result<Vec<LineResult>, intake::Error> {
    let mut tx = db.write().await?;
    let results = intake::import_lines(&mut tx, actor, import, lines, pack).await?;
    tx.commit().await?;
    Ok(results)
}

/// One line of the results: of numbers, names and references, none of which needs quotes.
fn write_result(out: &mut impl Write, result: &LineResult) -> std::io::Result<()> {
    let cases: Vec<_> = result.cases.iter().map(|(_, name)| name.as_str()).collect();
    writeln!(
        out,
        "{},{},{},{},{}",
        result.number,
        result.imported.name(),
        result.reason.as_deref().unwrap_or_default(),
        result.column.as_deref().unwrap_or_default(),
        cases.join(" "),
    )
}

fn summary(counts: &LineCounts) -> String {
    let each = Imported::ALL.map(|one| format!("{} {}", one.name(), counts.of(one)));
    format!("{} lines: {}", counts.all(), each.join(", "))
}

/// Says something about the run. Where nobody listens that is no reason to stop.
fn tell(text: &str) {
    writeln!(std::io::stderr(), "{text}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_one_line_of_five_cells() {
        let mut written = Vec::new();
        let result = |imported, reason: Option<&str>, cases: &[&str]| LineResult {
            number: 17,
            imported,
            reason: reason.map(str::to_owned),
            column: reason.map(|_| "url".to_owned()),
            cases: cases
                .iter()
                .map(|name| (Id::random(&kernel::SystemEntropy), (*name).to_owned()))
                .collect(),
        };
        let refused = result(Imported::Refused, Some("media"), &[]);
        let filed = result(Imported::Opened, None, &["7XK2M9QD", "7XK2M9QE"]);
        for result in [refused, filed] {
            write_result(&mut written, &result).unwrap();
        }
        assert_eq!(
            String::from_utf8(written).unwrap(),
            "17,refused,media,url,\n17,filed,,,7XK2M9QD 7XK2M9QE\n"
        );
    }
}
