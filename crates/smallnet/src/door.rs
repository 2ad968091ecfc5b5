//! A listening socket on the loopback and the task that serves it.

use std::net::{SocketAddr, TcpListener as Listener};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

use crate::Error;

/// How many connections one door holds at a time; later ones wait in the system's queue.
const CONNECTIONS: usize = 512;

/// How long a connection may last.
const CONNECTION_TIME: Duration = Duration::from_mins(5);

/// How long to wait after the system failed to accept (out of file descriptors, for one).
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// An open door; it and every connection through it close when it is dropped.
#[derive(Debug)]
pub(crate) struct Door {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Door {
    /// Listens at the address (port 0: any free one) and hands each connection to `serve`.
    ///
    /// Must be called on a runtime.
    pub(crate) fn open<S, F>(address: SocketAddr, serve: S) -> Result<Door, Error>
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = Listener::bind(address).map_err(Error::Listen)?;
        listener.set_nonblocking(true).map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let listener = TcpListener::from_std(listener).map_err(Error::Listen)?;
        let task = tokio::spawn(accept(listener, serve));
        Ok(Door { address, task })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the door and returns when nothing listens any more.
    pub(crate) async fn close(mut self) {
        self.task.abort();
        // An error says that the task was cancelled, which is what was asked for.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept<S, F>(listener: TcpListener, serve: S)
where
    S: Fn(TcpStream) -> F,
    F: Future<Output = ()> + Send + 'static,
{
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // Answers are written whole; waiting for more to send only makes them late.
        let _ = stream.set_nodelay(true);
        let connection = serve(stream);
        connections.spawn(async move {
            // A connection that takes too long is closed, as one that ended is.
            let _ = timeout(CONNECTION_TIME, connection).await;
            drop(place);
        });
    }
}
