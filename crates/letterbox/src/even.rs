//! Answers that leave by the clock, not when they are ready: so the time an answer takes tells nothing of
//! what was found.

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::{Instant, sleep_until};

/// An answer leaves when a whole number of these has passed since its request came.
const BEAT: Duration = Duration::from_millis(100);

/// Lets an answer leave at the next beat. Waiting costs nothing, and nobody else waits for it.
pub(crate) async fn evenly(request: Request, next: Next) -> Response {
    let came = Instant::now();
    let response = next.run(request).await;
    sleep_until(came + beats(came.elapsed())).await;
    response
}

/// The first whole number of beats after this long.
fn beats(taken: Duration) -> Duration {
    let whole = taken.as_millis() / BEAT.as_millis() + 1;
    BEAT.saturating_mul(u32::try_from(whole).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_took_less_than_a_beat_leaves_together() {
        for taken in [0, 1, 40, 99] {
            assert_eq!(beats(Duration::from_millis(taken)), BEAT);
        }
        assert_eq!(beats(BEAT), BEAT * 2);
        assert_eq!(beats(Duration::from_millis(1_250)), BEAT * 13);
    }
}
