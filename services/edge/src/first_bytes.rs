//! A connection on which nothing is said ends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// The bytes that HTTP/2 begins with; hyper reads as many before it knows what is spoken. A whole head of HTTP/1 may be
/// shorter: such a connection gets its answer, and ends unless it asks more.
const PREFACE_LEN: usize = 24;

/// A stream whose reads fail when it has not given as many bytes as a preface has in time.
pub(crate) struct FirstBytes<S> {
    stream: S,
    /// What is missing, and until when; none once all has come.
    missing: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<S> FirstBytes<S> {
    pub(crate) fn new(stream: S, deadline: Instant) -> Self {
        Self {
            stream,
            missing: Some((PREFACE_LEN, Box::pin(sleep_until(deadline)))),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstBytes<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if let Some((missing, deadline)) = &mut this.missing {
            match &read {
                Poll::Pending if deadline.as_mut().poll(context).is_ready() => {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                Poll::Pending => {}
                Poll::Ready(_) => {
                    *missing = missing.saturating_sub(buffer.filled().len() - before);
                    if *missing == 0 {
                        this.missing = None;
                    }
                }
            }
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstBytes<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
