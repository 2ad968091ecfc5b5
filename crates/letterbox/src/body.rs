//! Reading what was sent: only what is asked for, only so much, only so long.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use hyper::body::Body as _;
use page::Problem;

use crate::multipart::Texts;

/// Bytes that are read at most. A text that is too long for a report but below this is shown again to
/// whoever typed it; beyond, nothing is read.
const MOST: usize = 256 * 1024;
/// How long a body may take to come in.
const PATIENCE: Duration = Duration::from_secs(30);

/// The body, if it is of this type (without parameters). Any other is dropped unread.
pub async fn read(request: Request, content_type: &str) -> Result<Bytes, Problem> {
    let headers = request.headers();
    let sent_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if !sent_type.trim().eq_ignore_ascii_case(content_type) {
        return Err(Problem::UnsupportedMedia);
    }
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|length| length > MOST) {
        return Err(Problem::TooLarge);
    }
    match tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), MOST)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_too_large(&error) => Err(Problem::TooLarge),
        Ok(Err(_)) | Err(_) => Err(Problem::Malformed),
    }
}

/// The texts of a form with files, as far as they come within what is read at most. The files are passed
/// over as they come, and what is wrong with the rest is no matter: it is shown again, and never taken.
pub(crate) async fn texts(mut body: Body, mut texts: Texts) -> Vec<(String, String)> {
    let reading = async {
        let mut left = MOST;
        while left > 0 {
            let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            let Some(Ok(frame)) = frame else { break };
            let Ok(piece) = frame.into_data() else { break };
            texts.take(piece.get(..left).unwrap_or(&piece));
            left = left.saturating_sub(piece.len());
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.ok();
    texts.found()
}

fn is_too_large(error: &axum::Error) -> bool {
    // The limit's own error has no public path but its text.
    std::error::Error::source(error)
        .is_some_and(|source| source.to_string().contains("length limit"))
}
