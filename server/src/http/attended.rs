//! A connection whose other end has to take what is written to it. The time is counted only while something waits to be
//! taken, and anew each time that any of it is: a slow reader is served, an absent one is not.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

pub struct Attended<S> {
    stream: S,
    unread: Duration,
    /// There while something waits.
    deadline: Option<Pin<Box<Sleep>>>,
    given_up: fn(&S),
}

impl<S> Attended<S> {
    /// Fails a write that makes no progress for as long as `unread`, after it has told `given_up`.
    pub fn new(stream: S, unread: Duration, given_up: fn(&S)) -> Attended<S> {
        Attended { stream, unread, deadline: None, given_up }
    }

    /// What became of a write, unless it has waited too long.
    fn in_time<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.deadline = None;
            return written;
        }
        let unread = self.unread;
        let deadline = self.deadline.get_or_insert_with(|| Box::pin(sleep(unread)));
        match deadline.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                (self.given_up)(&self.stream);
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the other end takes nothing")))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Attended<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Attended<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.in_time(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    // Neither waits for the other end: what is flushed or shut down was written before.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn the_time_is_counted_while_something_waits_and_anew_after_any_of_it_was_taken() {
        let (ours, mut theirs) = duplex(16);
        let mut stream = Attended::new(ours, Duration::from_secs(60), |_| panic!("given up"));
        stream.write_all(&[7; 16]).await.unwrap();
        assert!(stream.deadline.is_none(), "nothing waits");
        for _ in 0..3 {
            let waits =
                poll_fn(|context| Poll::Ready(Pin::new(&mut stream).poll_write(context, &[7; 16]).is_pending()));
            assert!(waits.await);
            assert!(stream.deadline.is_some());
            theirs.read_exact(&mut [0; 1]).await.unwrap();
            assert_eq!(stream.write(&[7; 16]).await.unwrap(), 1);
            assert!(stream.deadline.is_none());
        }
    }

    #[tokio::test]
    async fn who_takes_nothing_more_is_given_up_and_only_then() {
        use std::sync::atomic::{AtomicBool, Ordering};

        static GIVEN_UP: AtomicBool = AtomicBool::new(false);

        let (ours, mut theirs) = duplex(16);
        let mut stream = Attended::new(ours, Duration::from_millis(20), |_| GIVEN_UP.store(true, Ordering::Relaxed));
        stream.write_all(&[7; 16]).await.unwrap();
        theirs.read_exact(&mut [0; 8]).await.unwrap();
        assert!(!GIVEN_UP.load(Ordering::Relaxed));
        assert_eq!(stream.write_all(&[7; 16]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(GIVEN_UP.load(Ordering::Relaxed));
    }
}
