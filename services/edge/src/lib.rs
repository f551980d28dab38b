//! The edge: what every server of ours has between its sockets and its services.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::codegen::http::{Request, Response};
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;

use starling_proto::DESCRIPTORS;
use starling_proto::transport::{CONNECTION_WINDOW, KEEPALIVE, STREAM_WINDOW};

/// How long calls under way may take to end once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(10);
const MAX_CONCURRENT_STREAMS: u32 = 1_000;

/// The gRPC services that a server offers.
#[derive(Default)]
pub struct Services {
    routes: RoutesBuilder,
    names: Vec<&'static str>,
}

/// A server that could not go on.
#[derive(Debug, thiserror::Error)]
#[error("the gRPC server stopped: {0}")]
pub struct ServeError(#[from] tonic::transport::Error);

impl Services {
    /// Adds a service.
    pub fn add<S>(&mut self, service: S)
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes.add_service(service);
    }
}

/// Serves until `shutdown`, with health and reflection beside the services: then health says NOT_SERVING, no
/// connection is accepted any more, and calls under way may end.
///
/// # Errors
/// [`ServeError`] where the transport fails.
pub async fn serve(
    listener: TcpListener,
    mut services: Services,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let (health, health_service) = tonic_health::server::health_reporter();
    for name in &services.names {
        health
            .set_service_status(*name, tonic_health::ServingStatus::Serving)
            .await;
    }
    services.routes.add_service(health_service);
    add_reflection(&mut services);

    let (stopping, mut has_stopped) = tokio::sync::watch::channel(false);
    let names = services.names;
    let stop = async move {
        shutdown.await;
        for name in names {
            health
                .set_service_status(name, tonic_health::ServingStatus::NotServing)
                .await;
        }
        // The receiver lives as long as the server.
        let _ = stopping.send(true);
    };
    let server = Server::builder()
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(MAX_CONCURRENT_STREAMS)
        .http2_keepalive_interval(Some(KEEPALIVE))
        .http2_keepalive_timeout(Some(KEEPALIVE))
        .add_routes(services.routes.routes())
        .serve_with_incoming_shutdown(incoming(listener), stop);
    let grace_over = async {
        // An error means that the server is gone, and its future ends.
        let _ = has_stopped.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = server => Ok(ended?),
        () = grace_over => Ok(()),
    }
}

/// The accepted connections, each with `TCP_NODELAY`: tonic does not set it on a listener of its caller's, and
/// Nagle's algorithm costs 40 ms at the first answer.
#[must_use]
pub fn incoming(listener: TcpListener) -> TcpIncoming {
    TcpIncoming::from(listener).with_nodelay(Some(true))
}

/// Reflection in both versions: grpcurl asks for v1alpha, `buf curl` for v1.
fn add_reflection(services: &mut Services) {
    let builder = || {
        let mut builder = tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
            .with_service_name("grpc.health.v1.Health");
        for name in &services.names {
            builder = builder.with_service_name(*name);
        }
        builder
    };
    let v1 = builder()
        .build_v1()
        .expect("the descriptors were encoded by our own build");
    let v1alpha = builder()
        .build_v1alpha()
        .expect("the descriptors were encoded by our own build");
    services.routes.add_service(v1);
    services.routes.add_service(v1alpha);
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpStream;
    use tokio_stream::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn accepted_sockets_do_not_wait_for_more_to_send() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let _client = TcpStream::connect(address).await.unwrap();
        let accepted = incoming(listener).next().await.unwrap().unwrap();
        assert!(accepted.nodelay().unwrap());
    }
}
