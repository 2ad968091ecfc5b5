//! `hotline demo`: starts a small internet on loopback and the real product, plays the main job through the
//! public interfaces, tells each step as it is seen, and leaves everything running to look around.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use demo::{PASSWORD, Product, Settings};
use smallnet::{SmallNet, story};

/// A demonstration that has to end by itself ends within this.
const LONGEST: Duration = Duration::from_secs(45);

/// `hotline demo`
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// End after the last step: with success only if every step was seen from outside.
    #[arg(long)]
    once: bool,
    /// Play nothing: print one line `ADDRESSES {json}` and hold everything running.
    #[arg(long, conflicts_with = "once")]
    hold: bool,
}

/// Runs the demonstration.
pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let played = play(arguments);
    if arguments.once {
        return tokio::time::timeout(LONGEST, played)
            .await
            .unwrap_or_else(|_| anyhow::bail!("the demonstration took longer than 45 seconds"));
    }
    played.await
}

async fn play(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    println!(
        "A demonstration: every site, registry, provider and police unit here is simulated, on this machine."
    );
    let net = SmallNet::with_demo_sites().await?;
    let program = std::env::current_exe()?;
    let mut product = Product::prepare(&program, &net, &Settings::default()).await?;
    product.start().await?;
    println!(
        "The product runs: letterbox {}, desk {}.",
        product.letterbox, product.desk
    );
    if arguments.hold {
        for (name, role) in [
            ("dara", "analyst"),
            ("sophea", "manager"),
            ("rith", "administrator"),
            ("bopha", "supervisor"),
        ] {
            product.add_staff(name, role, PASSWORD).await?;
        }
        product.add_trainee("vanna", PASSWORD).await?;
        std::fs::create_dir(mails_of(&product))?;
        println!("ADDRESSES {}", addresses(&product, &net));
    } else {
        let mut number = 0;
        let told = demo::play(&product, &net, &mut |(name, seen)| {
            number += 1;
            println!("{number:2}. {name}: {seen}");
        })
        .await;
        if let Err(error) = told {
            println!("Not seen: {error:#}");
            println!("The product's log:\n{}", product.log());
            return Ok(ExitCode::FAILURE);
        }
        println!("Every step was seen from outside.");
    }
    if arguments.once {
        product.stop().await?;
        return Ok(ExitCode::SUCCESS);
    }
    if !arguments.hold {
        println!(
            "The letterbox stays open at {} and the desk at {}.",
            product.letterbox, product.desk
        );
        println!("Sign in as dara (analyst) or sophea (manager) with the password \"{PASSWORD}\".");
        for host in [story::AT_HOME, story::WITH_PARTNER, story::ELSEWHERE] {
            println!(
                "A simulated place to report: http://{host}:{}/p/1",
                net.site_port()
            );
        }
        let folder = keep_mails(&product, &net)?;
        println!(
            "The mails that police and provider got: {}",
            folder.display()
        );
        println!("Ctrl-C ends everything.");
    }
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        ended = tokio::signal::ctrl_c() => ended?,
        _ = terminate.recv() => {}
        ended = keep_mails_as_they_come(&product, &net), if arguments.hold => ended?,
    }
    product.stop().await?;
    Ok(ExitCode::SUCCESS)
}

/// Where the mails lie that the simulated relay took; they go with the demonstration's folder.
fn mails_of(product: &Product) -> PathBuf {
    product.folder().join("mails")
}

/// Writes the mails that the simulated relay took, to be read.
fn keep_mails(product: &Product, net: &SmallNet) -> anyhow::Result<PathBuf> {
    let folder = mails_of(product);
    std::fs::create_dir(&folder)?;
    write_mails(&folder, &net.mails(), 0)?;
    Ok(folder)
}

/// The same of each as it comes.
async fn keep_mails_as_they_come(product: &Product, net: &SmallNet) -> anyhow::Result<()> {
    let folder = mails_of(product);
    let mut written = 0;
    loop {
        let mails = net
            .wait_for_mails(written + 1, Duration::from_secs(60))
            .await;
        write_mails(&folder, &mails, written)?;
        written = mails.len();
    }
}

/// Writes those behind so many. Whoever reads meanwhile sees each whole or not at all.
fn write_mails(folder: &Path, mails: &[smallnet::Mail], written: usize) -> anyhow::Result<()> {
    for (number, mail) in mails.iter().enumerate().skip(written) {
        let name = folder.join(format!("{}.eml", number + 1));
        let unfinished = name.with_extension("part");
        std::fs::write(&unfinished, &mail.raw)?;
        std::fs::rename(unfinished, name)?;
    }
    Ok(())
}

fn addresses(product: &Product, net: &SmallNet) -> serde_json::Value {
    let sites: Vec<_> = [story::AT_HOME, story::WITH_PARTNER, story::ELSEWHERE]
        .iter()
        .map(|host| format!("http://{host}:{}/p/1", net.site_port()))
        .collect();
    serde_json::json!({
        "letterbox": product.letterbox,
        "desk": product.desk,
        "sign_in": { "name": "dara", "password": PASSWORD },
        "manager": { "name": "sophea", "password": PASSWORD },
        "supervisor": { "name": "bopha", "password": PASSWORD },
        "trainee": { "name": "vanna", "password": PASSWORD },
        "sites": sites,
        "mails": mails_of(product),
    })
}
