//! Reading what was sent: only what is asked for, only so much, only so long.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use hyper::body::Body as _;
use page::Problem;

use crate::check;
use crate::multipart::Texts;
use crate::state::TYPED_LIMIT;

/// Bytes that are read at most of what a program sends, or of a form with files.
const MOST: usize = 256 * 1024;
/// The longest texts of a page in a form: three bytes for each of up to four bytes of a character.
const TEXTS: usize = (check::NARRATIVE + check::REACH + check::CONTACT) * 4 * 3;
/// Bytes that are read at most of a form: the longest state, the longest texts of one page, and the rest. A text
/// that is too long for a report but below this is shown again to whoever typed it; beyond, nothing is read.
const MOST_OF_FORM: usize = TYPED_LIMIT + TEXTS + 16 * 1024;
/// How long a body may take to come in.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was read of a body.
pub(crate) enum Beginning {
    /// All of it.
    Whole(Vec<u8>),
    /// As much as is read at most; there is more.
    Cut(Vec<u8>),
}

/// The body, if it is of this type (without parameters). Any other is dropped unread.
pub async fn read(request: Request, content_type: &str) -> Result<Bytes, Problem> {
    of_type(&request, content_type)?;
    let announced = request
        .headers()
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

/// The same, but of a body that is too long its beginning.
pub(crate) async fn beginning(request: Request, content_type: &str) -> Result<Beginning, Problem> {
    of_type(&request, content_type)?;
    let mut body = request.into_body();
    let mut read = Vec::new();
    let reading = async {
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            // Trailers are no part of a form.
            let Ok(piece) = frame.map_err(|_| Problem::Malformed)?.into_data() else {
                break;
            };
            let left = MOST_OF_FORM - read.len();
            read.extend_from_slice(piece.get(..left).unwrap_or(&piece));
            if piece.len() > left {
                return Ok::<_, Problem>(true);
            }
        }
        Ok(false)
    };
    let reading = tokio::time::timeout(PATIENCE, reading).await;
    let is_cut = reading.map_err(|_| Problem::Malformed)??;
    Ok(if is_cut {
        Beginning::Cut(read)
    } else {
        Beginning::Whole(read)
    })
}

fn of_type(request: &Request, content_type: &str) -> Result<(), Problem> {
    let sent_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    let is_right = sent_type.trim().eq_ignore_ascii_case(content_type);
    is_right.then_some(()).ok_or(Problem::UnsupportedMedia)
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
