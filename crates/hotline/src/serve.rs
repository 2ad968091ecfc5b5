//! Running the faces and the workers: all on one machine (`serve`), or each apart.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use egress::Egress;
use letterbox::Listener;
use pack::Pack;
use page::Catalogue;
use store::{Db, migrate};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, UnixListener};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::watch;

use crate::config::Config;
use crate::door::Door;
use crate::wiring::{self, Means};
use crate::{connect, faces, messages};

/// Between two turns of the audit sequencer when nothing waits.
const SEQUENCER_PAUSE: Duration = Duration::from_millis(500);

/// Between two tries to start a letterbox that ended.
const RESTART_PAUSE: Duration = Duration::from_secs(1);
/// How long the letterbox may take to end: a little longer than it gives the requests in hand.
const GOING: Duration = Duration::from_secs(45);

/// All three, on one machine. The letterbox is a process of its own, started before the keyring is opened.
pub(crate) async fn serve(config: &Config, path: &Path) -> anyhow::Result<()> {
    let stop = on_signal()?;
    let letterbox = connect::letterbox_store(config).await?;
    migrate::migrate(&letterbox)
        .await
        .context("the letterbox's store cannot be migrated")?;
    if let Some(user) = config.letterbox.user {
        hand_over(config, user)?;
    }
    let child = start_letterbox(config, path)?;
    let keeper = tokio::spawn(keep_letterbox(
        config.letterbox.user,
        path.to_owned(),
        child,
        stop.clone(),
    ));

    let db = open_desk(config, true).await?;
    let pack = load_pack(config)?;
    let catalogue = messages::catalogue(&pack)?;
    let working = start_work(
        config,
        &pack,
        &catalogue,
        db.clone(),
        letterbox,
        stop.clone(),
    )
    .await?;
    run_desk(config, &pack, &catalogue, db, stop).await?;
    working.await?;
    keeper.await?;
    Ok(())
}

/// The reporting site alone.
pub(crate) async fn letterbox(config: &Config, until_input_ends: bool) -> anyhow::Result<()> {
    crate::files::raise();
    let stop = if until_input_ends {
        on_signal_or(input_ends())?
    } else {
        on_signal()?
    };
    let db = connect::letterbox_store(config).await?;
    migrate::require_current(&db).await?;
    let pack = load_pack(config)?;
    let catalogue = messages::catalogue(&pack)?;
    let keys = connect::key_file(config)?;
    let router = faces::letterbox(config, db, keys, &pack, &catalogue, wait(stop.clone()));
    let listener = listen(config.letterbox.listen).await?;
    tracing::info!(address = %config.letterbox.listen, "the letterbox is open");
    let onion = match &config.letterbox.onion_listen {
        Some(door) => Some(listen_at(door).await?),
        None => None,
    };
    // Apart, so that a flood through Tor takes no place from the others, nor theirs from it.
    let through_tor = {
        let (router, stop) = (router.clone(), stop.clone());
        async move {
            if let Some(listener) = onion {
                tracing::info!("the letterbox is open to Tor");
                letterbox::serve(listener, router, wait(stop)).await;
            }
        }
    };
    let named = match config.letterbox.onion()? {
        Some(address) => letterbox::with_onion_location(router, &address),
        None => router,
    };
    tokio::join!(letterbox::serve(listener, named, wait(stop)), through_tor);
    Ok(())
}

/// The desk alone.
pub(crate) async fn desk(config: &Config) -> anyhow::Result<()> {
    let stop = on_signal()?;
    let db = open_desk(config, false).await?;
    let pack = load_pack(config)?;
    run_desk(config, &pack, &messages::catalogue(&pack)?, db, stop).await
}

/// The workers alone.
pub(crate) async fn work(config: &Config) -> anyhow::Result<()> {
    let stop = on_signal()?;
    let letterbox = connect::letterbox_store(config).await?;
    migrate::require_current(&letterbox).await?;
    let db = open_desk(config, false).await?;
    let pack = load_pack(config)?;
    let catalogue = messages::catalogue(&pack)?;
    start_work(config, &pack, &catalogue, db, letterbox, stop)
        .await?
        .await?;
    Ok(())
}

async fn open_desk(config: &Config, migrating: bool) -> anyhow::Result<Db> {
    let db = connect::desk_store(config, connect::keyring(config)?).await?;
    if migrating {
        migrate::migrate(&db)
            .await
            .context("the desk's store cannot be migrated")?;
    }
    migrate::require_current(&db).await?;
    Ok(db)
}

fn load_pack(config: &Config) -> anyhow::Result<Arc<Pack>> {
    Ok(Arc::new(messages::pack(
        &config.pack,
        config.demonstration,
    )?))
}

async fn run_desk(
    config: &Config,
    pack: &Arc<Pack>,
    catalogue: &Catalogue,
    db: Db,
    stop: watch::Receiver<()>,
) -> anyhow::Result<()> {
    let router = faces::desk(config, db, pack, catalogue);
    let listener = listen(config.desk.listen).await?;
    tracing::info!(address = %config.desk.listen, "the desk is open");
    letterbox::serve(listener, router, wait(stop)).await;
    Ok(())
}

async fn start_work(
    config: &Config,
    pack: &Arc<Pack>,
    catalogue: &Catalogue,
    desk: Db,
    letterbox: Db,
    stop: watch::Receiver<()>,
) -> anyhow::Result<tokio::task::JoinHandle<()>> {
    let pause = Duration::from_millis(config.work.pause_milliseconds);
    let means = Means {
        desk: desk.clone(),
        letterbox,
        egress: Egress::new(egress::Config {
            host_gap: pack.watch.host_gap,
            ..config.egress()?
        })?,
        sources: config.sources(),
        pack: Arc::clone(pack),
        sender: config.mail.as_ref().map(|mail| mail.sender.clone()),
        answers_at: config.letterbox.address()?.map(str::to_owned),
        printing: referral::Printing {
            catalogue: catalogue.clone(),
            print: Some(Arc::new(print)),
        },
        on_call: config.on_call(pack, catalogue.clone()),
        collect_every: pause.max(Duration::from_millis(200)),
    };
    wiring::keep_periodic(&desk).await?;
    let worker = jobs::Worker::new(
        desk.clone(),
        wiring::registry(&means),
        config.work.width,
        pause,
    );
    tracing::info!("the workers are at work");
    Ok(tokio::spawn(async move {
        tokio::join!(worker.run(stop.clone()), sequence(desk, stop));
    }))
}

/// A document as PDF; nothing where it could not be printed.
fn print(document: &page::Document) -> Option<Vec<u8>> {
    match paper::print(document) {
        Ok(pdf) => Some(pdf),
        Err(error) => {
            tracing::error!(%error, "a document could not be printed");
            None
        }
    }
}

/// Chains what was committed, turn by turn, and once more at the end.
async fn sequence(db: Db, mut stop: watch::Receiver<()>) {
    let mut stopping = false;
    loop {
        match audit::sequence(&db).await {
            Ok(0) if stopping => return,
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => {
                tracing::error!(error = %error, "the record could not be chained");
                if stopping {
                    return;
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(SEQUENCER_PAUSE) => {}
            _ = stop.changed() => stopping = true,
        }
    }
}

/// Gives the letterbox's user what is the letterbox's: its key file and the folder of its store. Nothing of
/// the desk's may stand there.
#[cfg(unix)]
fn hand_over(config: &Config, user: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::chown;
    let mut own = vec![config.keys.letterbox.clone()];
    if let Some(file) = config.store.letterbox.strip_prefix("sqlite:") {
        let folder = Path::new(file).parent().unwrap_or(Path::new("."));
        let of_desk = [
            config
                .store
                .desk
                .as_deref()
                .and_then(|desk| desk.strip_prefix("sqlite:"))
                .map(Path::new),
            config.keys.keyring.as_deref(),
            config.keys.passphrase_file.as_deref(),
        ];
        if of_desk
            .into_iter()
            .flatten()
            .any(|path| path.parent() == Some(folder))
        {
            anyhow::bail!(
                "letterbox.user: the letterbox's store needs a folder of its own, apart from the desk's files"
            );
        }
        own.push(folder.to_owned());
        for entry in std::fs::read_dir(folder)? {
            own.push(entry?.path());
        }
    }
    for path in own {
        chown(&path, Some(user), Some(user)).with_context(|| {
            format!(
                "letterbox.user: {} cannot be given to user {user}",
                path.display()
            )
        })?;
    }
    Ok(())
}

/// Starts the letterbox: this program again, without the passphrase, and as another user where that is set.
/// It holds the end of a pipe: when this process dies, however it dies, the letterbox ends too.
fn start_letterbox(config: &Config, path: &Path) -> anyhow::Result<Started> {
    spawn_letterbox(config.letterbox.user, path).context("the letterbox cannot be started")
}

/// The letterbox's process, and the pipe that keeps it open. Apart, because waiting for a process closes the
/// pipe it holds.
type Started = (Child, Option<ChildStdin>);

fn spawn_letterbox(user: Option<u32>, path: &Path) -> std::io::Result<Started> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("--config")
        .arg(path)
        .args(["letterbox", "--until-input-ends"])
        .env_remove("CREDENTIALS_DIRECTORY")
        .stdin(Stdio::piped())
        .kill_on_drop(true);
    #[cfg(unix)]
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    let mut child = command.spawn()?;
    let pipe = child.stdin.take();
    Ok((child, pipe))
}

/// Starts the letterbox again whenever it ends before it should.
async fn keep_letterbox(
    user: Option<u32>,
    path: std::path::PathBuf,
    (mut child, mut pipe): Started,
    mut stop: watch::Receiver<()>,
) {
    loop {
        tokio::select! {
            _ = stop.changed() => {
                // Its input ends, and it finishes what it has in hand.
                drop(pipe.take());
                tokio::time::timeout(GOING, child.wait()).await.ok();
                return;
            }
            status = child.wait() => {
                tracing::error!(status = ?status.ok().and_then(|status| status.code()), "the letterbox ended; starting it again");
                tokio::time::sleep(RESTART_PAUSE).await;
                match spawn_letterbox(user, &path) {
                    Ok(started) => (child, pipe) = started,
                    Err(error) => tracing::error!(error = %error, "the letterbox cannot be started"),
                }
            }
        }
    }
}

async fn listen(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be listened on"))
}

/// Listens where Tor alone comes. A socket that an earlier run left is taken away; whoever is on this machine may
/// connect to the new one, as to a loopback port.
async fn listen_at(door: &Door) -> anyhow::Result<Listener> {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let path = match door {
        Door::Address(address) => return Ok(listen(*address).await?.into()),
        Door::Socket(path) => path,
    };
    let left = std::fs::symlink_metadata(path);
    if left.is_ok_and(|left| left.file_type().is_socket()) {
        std::fs::remove_file(path)
            .context("letterbox.onion_listen: an old socket cannot be taken away")?;
    }
    let listener = UnixListener::bind(path).with_context(|| {
        format!(
            "letterbox.onion_listen: {} cannot be listened on",
            path.display()
        )
    })?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))
        .context("letterbox.onion_listen: the socket cannot be opened to others")?;
    Ok(listener.into())
}

async fn input_ends() {
    let mut byte = [0; 1];
    while matches!(tokio::io::stdin().read(&mut byte).await, Ok(1)) {}
}

async fn wait(mut stop: watch::Receiver<()>) {
    stop.changed().await.ok();
}

/// Changes once when the process is asked to end.
fn on_signal() -> anyhow::Result<watch::Receiver<()>> {
    on_signal_or(std::future::pending())
}

/// Changes once when the process is asked to end, or `other` is ready.
fn on_signal_or(
    other: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<watch::Receiver<()>> {
    let (send, receive) = watch::channel(());
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
            () = other => {}
        }
        tracing::info!("asked to end");
        send.send(()).ok();
        // Held to the end: a receiver of a closed channel would see a change.
        send.closed().await;
    });
    Ok(receive)
}
