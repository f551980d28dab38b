//! What clients call through.

use std::task::{Context, Poll};

use http::header::{AUTHORIZATION, HeaderValue};
use http::{Request, Response};
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::transport::Channel;
use tonic::transport::channel::ResponseFuture;

use super::Token;

/// A connection to a server, which sends the client's token with every call. Clones share it.
#[derive(Debug, Clone)]
pub struct Connection {
    channel: Channel,
    authorization: Option<HeaderValue>,
}

impl Connection {
    pub(super) fn new(channel: Channel, token: Option<&Token>) -> Self {
        Self {
            channel,
            authorization: token.map(Token::authorization),
        }
    }
}

impl Service<Request<Body>> for Connection {
    type Response = Response<Body>;
    type Error = tonic::transport::Error;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if let Some(authorization) = &self.authorization {
            request
                .headers_mut()
                .insert(AUTHORIZATION, authorization.clone());
        }
        self.channel.call(request)
    }
}
