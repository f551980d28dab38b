//! What a server offers: gRPC services, and pages.

use std::convert::Infallible;
use std::future::ready;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::Full;
use prost::Message as _;
use prost_types::FileDescriptorSet;
use starling_proto::DESCRIPTORS;
use tonic::body::Body;
use tonic::codegen::Service;
use tonic::server::NamedService;
use tonic::service::{Routes, RoutesBuilder};
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tonic_reflection::pb::{v1, v1alpha};

use crate::limits::MAX_MESSAGE_SIZE;
use crate::pages::Pages;

const HEALTH: &str = "grpc.health.v1.Health";
/// The encoded descriptors of everything that a server of ours may offer: our services, health, and reflection in the
/// versions that clients ask for.
pub const DESCRIPTOR_SETS: &[&[u8]] = &[
    DESCRIPTORS,
    tonic_health::pb::FILE_DESCRIPTOR_SET,
    v1::FILE_DESCRIPTOR_SET,
    v1alpha::FILE_DESCRIPTOR_SET,
];

/// What a server offers: gRPC services, and pages.
#[derive(Debug, Default)]
pub struct Services {
    routes: RoutesBuilder,
    names: Vec<&'static str>,
    pages: Pages,
}

impl Services {
    /// Adds a service. Give it [`MAX_MESSAGE_SIZE`] before.
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

    /// Adds what answers GET and HEAD of every path that nothing else answers: at once, from memory.
    pub fn add_fallback(
        &mut self,
        answer: impl Fn(&Request<()>) -> Response<Bytes> + Send + Sync + 'static,
    ) {
        self.add_pages("/", move |request| {
            let answer = answer(&request);
            ready(answer.map(|body| Body::new(Full::from(body))))
        });
    }

    /// Adds what answers GET and HEAD of every path that begins so, such as `/audio/`. It is asked with no guard before it,
    /// by whoever reaches the server by a name of its own. HEAD wants an answer without a body.
    pub fn add_pages<F, A>(&mut self, prefix: &'static str, answer: F)
    where
        F: Fn(Request<()>) -> A + Send + Sync + 'static,
        A: Future<Output = Response<Body>> + Send + 'static,
    {
        self.pages.add(prefix, answer);
    }

    /// The services with health and reflection beside them, and the pages.
    pub(crate) async fn offer(mut self) -> (Routes, Pages, Health) {
        let (reporter, service) = tonic_health::server::health_reporter();
        let health = Health {
            reporter,
            names: self.names.clone(),
        };
        health.set(ServingStatus::Serving).await;
        let service = service.max_decoding_message_size(MAX_MESSAGE_SIZE);
        self.routes.add_service(service);
        self.add_reflection();
        (self.routes.routes().prepare(), self.pages, health)
    }

    /// Reflection in both versions: grpcurl asks for v1alpha, `buf curl` for v1.
    fn add_reflection(&mut self) {
        let builder = || {
            let mut builder = tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .with_service_name(HEALTH);
            for name in &self.names {
                builder = builder.with_service_name(*name);
            }
            builder
        };
        let sound = "the descriptors were encoded by our own build";
        let v1 = builder().build_v1().expect(sound);
        let v1alpha = builder().build_v1alpha().expect(sound);
        self.routes
            .add_service(v1.max_decoding_message_size(MAX_MESSAGE_SIZE))
            .add_service(v1alpha.max_decoding_message_size(MAX_MESSAGE_SIZE));
    }
}

/// What health says of the services, each by its name, and all by the empty one.
pub(crate) struct Health {
    reporter: HealthReporter,
    names: Vec<&'static str>,
}

impl Health {
    pub(crate) async fn set(&self, status: ServingStatus) {
        for name in self.names.iter().copied().chain([""]) {
            self.reporter.set_service_status(name, status).await;
        }
    }
}

/// Whether a call asks for health.
pub(crate) fn is_health(call: &Parts) -> bool {
    let path = call.uri.path().strip_prefix('/');
    path.and_then(|path| path.strip_prefix(HEALTH))
        .is_some_and(|rest| rest.starts_with('/'))
}

/// The paths of the methods that have more than one message on a side.
pub(crate) fn streaming_methods() -> Vec<String> {
    let mut paths = Vec::new();
    for described in DESCRIPTOR_SETS {
        let set = FileDescriptorSet::decode(*described)
            .expect("the descriptors were encoded by a build, ours or tonic's");
        for file in &set.file {
            for service in &file.service {
                let streaming = service
                    .method
                    .iter()
                    .filter(|method| method.client_streaming() || method.server_streaming());
                paths.extend(streaming.map(|method| {
                    format!("/{}.{}/{}", file.package(), service.name(), method.name())
                }));
            }
        }
    }
    paths
}
