//! `hotline`: the command line, the configuration, the wiring. Composition, and no rule of its own.

#![expect(
    clippy::print_stdout,
    reason = "a command line answers on standard output"
)]

#[cfg(test)]
mod access;
mod check;
mod config;
mod connect;
#[cfg(feature = "demo")]
mod demonstration;
mod door;
mod faces;
mod files;
mod import;
mod logging;
mod mail_key;
mod messages;
mod openapi;
mod operator;
mod partners;
mod scheme;
mod secret;
mod serve;
#[cfg(test)]
mod unseen;
mod vantage;
mod wiring;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use zeroizing_alloc::ZeroAlloc;

/// What was freed is wiped: no word of a report outlives its request in the memory of this process.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

/// The software of a national internet hotline against online child sexual abuse.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// The configuration file.
    #[arg(long, global = true, default_value = "/etc/openhotline/hotline.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run letterbox, desk and workers on this machine.
    Serve,
    /// Run the reporting site alone.
    Letterbox {
        /// End when standard input ends: whoever started it is gone.
        #[arg(long, hide = true)]
        until_input_ends: bool,
    },
    /// Run the staff's desk alone.
    Desk,
    /// Run the workers alone.
    Work,
    /// Try everything the configuration says, and tell what to do where it fails.
    Check,
    /// Bring both stores up to this program's tables.
    Migrate,
    /// The two stores.
    #[command(subcommand)]
    Store(StoreCommand),
    /// The keys of the hotline.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// The people who work at the desk.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// The partners whose programs send reports to the desk.
    #[command(subcommand)]
    Partner(PartnerCommand),
    /// The hotline's own OpenPGP key for mail.
    #[command(subcommand)]
    MailKey(MailKeyCommand),
    /// Import a CSV file of reports. What became of each line goes to standard output, as CSV.
    Import(import::Arguments),
    /// The chained record of what happened.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The canonical form under which a spelling of a URL is filed, or why it is refused.
    Url {
        /// Answer with one JSON object.
        #[arg(long)]
        json: bool,
        /// The pack whose rules count.
        #[arg(long, default_value = "kh")]
        pack: String,
        /// The spelling.
        text: String,
    },
    /// Play the main job on a small internet on loopback.
    #[cfg(feature = "demo")]
    Demo(demonstration::Arguments),
}

#[derive(Debug, Subcommand)]
enum StoreCommand {
    /// Print the SQL that makes the PostgreSQL role of a letterbox on a machine of its own.
    Roles {
        /// What the role is called.
        #[arg(long, default_value = "openhotline_letterbox")]
        role: String,
    },
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    /// Make the keyring, encrypted, and the letterbox's key file.
    New,
}

#[derive(Debug, Subcommand)]
enum StaffCommand {
    /// Add a person. The password is read from standard input.
    Add(operator::StaffAdd),
}

#[derive(Debug, Subcommand)]
enum PartnerCommand {
    /// Make a key for a partner. It is shown once.
    Add {
        /// The partner's name.
        name: String,
    },
    /// List every key, without the key itself.
    List,
    /// Retire every key of a partner.
    Retire {
        /// The partner's name.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
enum MailKeyCommand {
    /// Make a key: mail is signed with it from now on.
    New {
        /// Whose key it is, as others read it.
        name: String,
    },
    /// Take over a key from standard input: one without a passphrase that signs and opens.
    Import,
    /// Print the certificate, for those whom the hotline writes to.
    Export,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Walk the whole chain and check every signature.
    Verify {
        /// The end that an earlier walk printed and that was kept elsewhere: it must still be in the chain.
        #[arg(long)]
        expect: Option<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprint_error(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a command line complains on standard error"
)]
fn eprint_error(error: &anyhow::Error) {
    eprintln!("hotline: {error:#}");
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Command::Url { json, pack, text } = &arguments.command {
        return operator::url(pack, text, *json);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    #[cfg(feature = "demo")]
    if let Command::Demo(demo) = &arguments.command {
        return runtime.block_on(demonstration::run(demo));
    }
    let path = &arguments.config;
    let config = config::Config::read(path)?;
    logging::start();
    runtime.block_on(async {
        match arguments.command {
            Command::Serve => serve::serve(&config, path).await?,
            Command::Letterbox { until_input_ends } => {
                serve::letterbox(&config, until_input_ends).await?;
            }
            Command::Desk => serve::desk(&config).await?,
            Command::Work => serve::work(&config).await?,
            Command::Check => return check::check(&config).await,
            Command::Migrate => operator::migrate(&config).await?,
            Command::Store(StoreCommand::Roles { role }) => operator::roles(&config, &role)?,
            Command::Keys(KeysCommand::New) => operator::new_keys(&config)?,
            Command::Staff(StaffCommand::Add(add)) => operator::add_staff(&config, &add).await?,
            Command::Partner(PartnerCommand::Add { name }) => partners::add(&config, &name).await?,
            Command::Partner(PartnerCommand::List) => partners::list(&config).await?,
            Command::Partner(PartnerCommand::Retire { name }) => {
                partners::retire(&config, &name).await?;
            }
            Command::MailKey(MailKeyCommand::New { name }) => mail_key::new(&config, &name).await?,
            Command::MailKey(MailKeyCommand::Import) => mail_key::import(&config).await?,
            Command::MailKey(MailKeyCommand::Export) => mail_key::export(&config).await?,
            Command::Import(arguments) => return import::import(&config, &arguments).await,
            Command::Audit(AuditCommand::Verify { expect }) => {
                return operator::verify_audit(&config, expect.as_deref()).await;
            }
            Command::Url { .. } => {}
            #[cfg(feature = "demo")]
            Command::Demo(_) => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}
