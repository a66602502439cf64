//! How many connections there may be at once, how long one may say nothing, and how long it may read nothing.

use std::future::{Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::Server;
use axum_server::accept::Accept;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Layer;

use super::attended::Attended;

/// The most connections, where the system allows that many open files.
const MOST: usize = 4_096;
/// Open files that are not connections: the database, logs, mail.
const OTHERS: usize = 128;

/// How long an answer may wait for its reader to take any of it.
const UNREAD: Duration = Duration::from_secs(30);

/// Gives each connection a place; where none is left, the connection is closed at once and those that are served go on.
/// Who does not read what they asked for loses theirs.
#[derive(Clone)]
pub struct Places {
    free: Arc<Semaphore>,
    unread: Duration,
}

/// The place of one connection, taken until the connection ends.
#[derive(Clone)]
pub struct Place(#[expect(dead_code, reason = "held for its drop")] Arc<OwnedSemaphorePermit>);

impl Places {
    #[must_use]
    pub fn as_many_as_possible() -> Places {
        let limits = std::fs::read_to_string("/proc/self/limits").ok();
        let files = limits.as_deref().and_then(open_files);
        Places::new(files.map_or(MOST, |files| files.saturating_sub(OTHERS).clamp(32, MOST)), UNREAD)
    }

    fn new(most: usize, unread: Duration) -> Places {
        Places { free: Arc::new(Semaphore::new(most)), unread }
    }
}

/// The soft limit of open files, as Linux writes it.
fn open_files(limits: &str) -> Option<usize> {
    limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok())
}

/// A server that speaks HTTP/1 alone (the other way opens streams without a limit of ours) and does not wait longer
/// than this for a first request, nor for the head of any later one.
pub fn patient(server: Server<SocketAddr>, patience: Duration) -> Server<SocketAddr> {
    let mut server = server.http1_only().first_request_timeout(patience);
    server.http_builder().http1().header_read_timeout(patience).max_buf_size(64 * 1024);
    server
}

impl<S> Accept<TcpStream, S> for Places {
    type Stream = Attended<TcpStream>;
    type Service = AddExtension<S, Place>;
    type Future = Ready<io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(match self.free.clone().try_acquire_owned() {
            // The service lives as long as its connection.
            Ok(place) => {
                let service = Extension(Place(Arc::new(place))).layer(service);
                // Reset when it is closed: what waits in the system's buffer is for nobody.
                let given_up = |stream: &TcpStream| drop(stream.set_zero_linger());
                Ok((Attended::new(stream, self.unread, given_up), service))
            }
            Err(_) => Err(io::Error::other("too many connections")),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(50);
    /// More than all buffers between a server and who does not read.
    const MUCH: usize = 32 * 1024 * 1024;

    /// A server with so many places, that waits so long: for a first request, and for who does not read its answer.
    async fn server(most: usize, patience: Duration, unread: Duration) -> SocketAddr {
        let handle = axum_server::Handle::new();
        let server = patient(axum_server::bind(([127, 0, 0, 1], 0).into()), patience);
        let server = server.acceptor(Places::new(most, unread)).handle(handle.clone());
        let routes =
            Router::new().route("/", get(|| async { "here" })).route("/much", get(|| async { vec![b'.'; MUCH] }));
        tokio::spawn(server.serve(routes.into_make_service()));
        handle.listening().await.unwrap()
    }

    async fn answer(stream: &mut TcpStream) -> String {
        let mut text = String::new();
        // A connection that was refused may be reset while it is written to: that is no answer.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        let _ = stream.read_to_string(&mut text).await;
        text
    }

    #[tokio::test]
    async fn beyond_the_places_a_connection_is_closed_and_its_end_makes_room() {
        let address = server(1, LONG, LONG).await;
        let mut first = TcpStream::connect(address).await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        assert_eq!(second.read(&mut [0]).await.unwrap_or(0), 0, "closed without a word");
        assert!(answer(&mut first).await.ends_with("here"));
        drop(first);
        // Its place is free as soon as the server has seen the end.
        while !answer(&mut TcpStream::connect(address).await.unwrap()).await.ends_with("here") {}
    }

    #[tokio::test]
    async fn who_says_nothing_is_not_waited_for() {
        let address = server(8, SHORT, LONG).await;
        let mut silent = TcpStream::connect(address).await.unwrap();
        assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
        // Nor who offers HTTP/2, and then nothing.
        let mut other = TcpStream::connect(address).await.unwrap();
        other.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        let mut said = Vec::new();
        let _ = other.read_to_end(&mut said).await;
        assert!(!said.starts_with(&[0, 0]), "no HTTP/2 settings: {said:?}");
    }

    #[tokio::test]
    async fn who_does_not_read_a_big_answer_loses_their_place() {
        let address = server(1, LONG, SHORT).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(b"GET /much HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        // The one place is free again although they still hold their end.
        while !answer(&mut TcpStream::connect(address).await.unwrap()).await.ends_with("here") {}
        let mut rest = Vec::new();
        assert!(idle.read_to_end(&mut rest).await.is_err(), "reset: nothing of it is kept for them");
    }

    #[tokio::test]
    async fn who_reads_gets_the_whole_of_a_big_answer() {
        let address = server(1, LONG, LONG).await;
        let mut reader = TcpStream::connect(address).await.unwrap();
        reader.write_all(b"GET /much HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).await.unwrap();
        assert!(all.len() > MUCH && all.ends_with(b"..."));
    }

    #[test]
    fn the_limit_of_open_files_is_read_as_linux_writes_it() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max open files            1024                 1048576              files\n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(open_files(""), None);
    }
}
