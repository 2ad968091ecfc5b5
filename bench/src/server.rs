//! The two servers that are compared: the product, and the floor, which does only what cannot be left out.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::body::{Body, to_bytes};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use kernel::{SystemClock, SystemEntropy};
use letterbox::{KeyFile, Letterbox, SIZE_CLASSES, Writer};
use page::{Catalogue, Face, Problems};
use store::envelope::OVERHEAD;
use store::{Config, Db, Keyring, Kind};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::machine;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The letterbox's store.
    #[arg(long)]
    store: String,
    /// The letterbox's key file.
    #[arg(long)]
    keys: PathBuf,
    /// Serve the floor instead of the product.
    #[arg(long)]
    floor: bool,
    /// Bytes that the store may hold; without it, as many as the disk.
    #[arg(long)]
    space: Option<u64>,
}

/// Opens the letterbox's store at this address.
pub(crate) async fn open(address: &str) -> anyhow::Result<Db> {
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    Ok(Db::open(Kind::Letterbox, &Config::at(address), clock, entropy, None).await?)
}

/// Serves until its input ends: says its port first, its memory last.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let db = open(&arguments.store).await?;
    let keys = KeyFile::open(&arguments.keys)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    machine::say(&listener.local_addr()?.to_string())?;
    let input_ends = async {
        tokio::io::stdin().read_to_end(&mut Vec::new()).await.ok();
    };
    if arguments.floor {
        tokio::select! {
            result = floor(listener, Writer::start(db), keys) => result?,
            () = input_ends => {}
        }
    } else {
        let router = product(db, keys, arguments.space)?;
        tokio::select! {
            () = letterbox::serve(listener, router, std::future::pending()) => {}
            () = input_ends => {}
        }
    }
    machine::say(&machine::resident().unwrap_or(0).to_string())?;
    Ok(())
}

/// The public's side as the binary puts it together.
fn product(db: Db, keys: KeyFile, space: Option<u64>) -> anyhow::Result<axum::Router> {
    let pack = pack::load(&pack::Source::Shipped("kh".to_owned()), false)
        .map_err(|faults| anyhow::anyhow!("the shipped pack has {} faults", faults.len()))?;
    let pack = Arc::new(pack);
    let others = pack.messages.iter().flat_map(|(language, files)| {
        files
            .iter()
            .filter(|(name, _)| ["page.ftl", "letterbox.ftl"].contains(&name.as_str()))
            .map(|(name, text)| (*language, name.clone(), text.clone()))
    });
    let english = [
        ("page.ftl", page::MESSAGES),
        ("letterbox.ftl", letterbox::MESSAGES),
    ];
    let catalogue = Catalogue::new(&english, others)
        .map_err(|faults| anyhow::anyhow!("the messages have {} faults", faults.len()))?;
    let problems = Problems {
        catalogue: catalogue.clone(),
        offered: pack.languages.clone().into(),
        demonstration: false,
        aside: Some(Arc::new(letterbox::aside(&pack))),
        entropy: Arc::new(SystemEntropy),
    };
    let entropy = Arc::new(SystemEntropy);
    let letterbox = Letterbox::new(db, keys, pack, catalogue, false, entropy).within(space);
    let routes = letterbox::router(letterbox).merge(page::assets_router());
    let routes = page::with_problems(routes, problems);
    Ok(page::with_secure_headers(routes, Face::Public))
}

/// Accepts, seals as many bytes once, hands them to the same writer, answers nothing after the sync.
async fn floor(listener: TcpListener, writer: Writer, keys: KeyFile) -> anyhow::Result<()> {
    let desk = keys.desk();
    loop {
        let (stream, _) = listener.accept().await.context("accepting")?;
        stream.set_nodelay(true)?;
        let writer = writer.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let writer = writer.clone();
            async move {
                let taken = match to_bytes(Body::new(request.into_body()), 65_536).await {
                    Ok(_) => take(&writer, desk).await,
                    Err(_) => false,
                };
                let mut response = Response::new(Body::empty());
                *response.status_mut() = if taken {
                    StatusCode::CREATED
                } else {
                    StatusCode::SERVICE_UNAVAILABLE
                };
                Ok::<_, Infallible>(response)
            }
        });
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn take(writer: &Writer, desk: store::envelope::PublicKey) -> bool {
    let [smallest, ..] = SIZE_CLASSES;
    let plain = vec![b' '; smallest - OVERHEAD];
    match Keyring::seal_submission(desk, &plain, &SystemEntropy) {
        Ok(sealed) => {
            let patience = Duration::from_mins(1);
            let taken = writer.take(sealed, false, Instant::now(), patience);
            taken.await.is_ok()
        }
        Err(_) => false,
    }
}
