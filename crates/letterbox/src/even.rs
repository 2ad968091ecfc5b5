//! Answers that leave by the clock, not when they are ready: so the time an answer takes tells nothing of
//! what was found.

use std::pin::pin;
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::{Instant, sleep_until};

/// An answer leaves when a whole number of these has passed since its request came.
const BEAT: Duration = Duration::from_millis(100);

/// Lets an answer leave at the next beat. Waiting costs nothing, and nobody else waits for it.
///
/// The clock is set before the work is done: answers of one beat leave in the order in which their requests
/// came. Set when an answer is ready, it would let those go first that were ready first.
pub(crate) async fn evenly(request: Request, next: Next) -> Response {
    let came = Instant::now();
    let mut work = pin!(next.run(request));
    let mut beat = came + BEAT;
    loop {
        let mut next_beat = pin!(sleep_until(beat));
        // The beat is looked at first: that is what sets the clock.
        tokio::select! {
            biased;
            () = &mut next_beat => beat += BEAT,
            response = &mut work => {
                next_beat.await;
                return response;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tokio::time::sleep;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn no_answer_leaves_before_its_beat() {
        for (took, left) in [(0, 100), (40, 100), (120, 200)] {
            let work = get(move || sleep(Duration::from_millis(took)));
            let router: Router = Router::new().route("/", work.layer(from_fn(evenly)));
            let came = Instant::now();
            let request = Request::builder().body(Body::empty()).unwrap();
            router.oneshot(request).await.unwrap();
            assert!(came.elapsed().as_millis() >= left, "{took}");
        }
    }
}
