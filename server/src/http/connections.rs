//! How many connections there may be at once, and how long one may say nothing.

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

/// The most connections, where the system allows that many open files.
const MOST: usize = 4_096;
/// Open files that are not connections: the database, logs, mail.
const OTHERS: usize = 128;

/// Gives each connection a place; where none is left, the connection is closed at once and those that are served go on.
#[derive(Clone)]
pub struct Places(Arc<Semaphore>);

/// The place of one connection, taken until the connection ends.
#[derive(Clone)]
pub struct Place(#[expect(dead_code, reason = "held for its drop")] Arc<OwnedSemaphorePermit>);

impl Places {
    #[must_use]
    pub fn as_many_as_possible() -> Places {
        let limits = std::fs::read_to_string("/proc/self/limits").ok();
        Places::new(
            limits.as_deref().and_then(open_files).map_or(MOST, |files| files.saturating_sub(OTHERS).clamp(32, MOST)),
        )
    }

    fn new(most: usize) -> Places {
        Places(Arc::new(Semaphore::new(most)))
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
    type Stream = TcpStream;
    type Service = AddExtension<S, Place>;
    type Future = Ready<io::Result<(TcpStream, Self::Service)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(match self.0.clone().try_acquire_owned() {
            // The service lives as long as its connection.
            Ok(place) => Ok((stream, Extension(Place(Arc::new(place))).layer(service))),
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

    /// A server with so many places, that gives a first request so long.
    async fn server(most: usize, patience: Duration) -> SocketAddr {
        let handle = axum_server::Handle::new();
        let server = patient(axum_server::bind(([127, 0, 0, 1], 0).into()), patience);
        let server = server.acceptor(Places::new(most)).handle(handle.clone());
        let routes = Router::new().route("/", get(|| async { "here" }));
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
        let address = server(1, Duration::from_secs(60)).await;
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
        let address = server(8, Duration::from_millis(50)).await;
        let mut silent = TcpStream::connect(address).await.unwrap();
        assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
        // Nor who offers HTTP/2, and then nothing.
        let mut other = TcpStream::connect(address).await.unwrap();
        other.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        let mut said = Vec::new();
        let _ = other.read_to_end(&mut said).await;
        assert!(!said.starts_with(&[0, 0]), "no HTTP/2 settings: {said:?}");
    }

    #[test]
    fn the_limit_of_open_files_is_read_as_linux_writes_it() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max open files            1024                 1048576              files\n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(open_files(""), None);
    }
}
