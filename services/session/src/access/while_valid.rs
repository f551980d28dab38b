//! A stream that ends when its caller must go.

use std::pin::Pin;
use std::task::{Context, Poll};

use starling_edge::Expulsion;
use tokio_stream::Stream;
use tonic::Status;

/// A stream of answers, until the caller is expelled.
pub(crate) struct WhileValid<S> {
    stream: Pin<Box<S>>,
    expulsion: Option<Expulsion>,
}

/// Passes on what a stream gives until `expulsion` ends: then its status, and nothing more.
pub(crate) fn while_valid<T, S: Stream<Item = Result<T, Status>>>(
    stream: S,
    expulsion: Expulsion,
) -> WhileValid<S> {
    WhileValid {
        stream: Box::pin(stream),
        expulsion: Some(expulsion),
    }
}

impl<T, S: Stream<Item = Result<T, Status>>> Stream for WhileValid<S> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(expulsion) = &mut self.expulsion else {
            return Poll::Ready(None);
        };
        // First: nothing that is ready goes to somebody who must go.
        if let Poll::Ready(status) = Pin::new(expulsion).poll(context) {
            self.expulsion = None;
            return Poll::Ready(Some(Err(status)));
        }
        self.stream.as_mut().poll_next(context)
    }
}
