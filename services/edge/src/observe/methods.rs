//! The series of every method that a server may have.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics::{
    Counter, Gauge, Histogram, Label, Unit, counter, describe_counter, describe_gauge,
    describe_histogram, gauge, histogram,
};
use prost::Message as _;
use prost_types::{FileDescriptorSet, MethodDescriptorProto};
use tonic::Code;

// The names that go-grpc-prometheus has given them, which dashboards know.
const STARTED: &str = "grpc_server_started_total";
const HANDLED: &str = "grpc_server_handled_total";
const HANDLING: &str = "grpc_server_handling_seconds";
const IN_FLIGHT: &str = "grpc_server_in_flight_calls";

/// How many codes gRPC has.
const CODES: usize = 17;

/// Every method of the descriptors, and one that stands for all paths that are none of theirs: whoever calls cannot
/// make series.
#[derive(Debug)]
pub(super) struct Methods {
    known: HashMap<String, Arc<Method>>,
    unknown: Arc<Method>,
    /// Stands for all pages: their paths may be secrets.
    pub(super) pages: Arc<Method>,
}

/// A method and its series.
#[derive(Debug)]
pub(super) struct Method {
    /// Such as `starling.session.v1.SessionService/GetSession`, or `unknown`.
    pub(super) name: String,
    labels: [Label; 3],
    started: Counter,
    handling: Histogram,
    in_flight: Gauge,
    /// By code; there when a call has first ended with it.
    handled: [OnceLock<Counter>; CODES],
}

impl Methods {
    /// The methods of encoded file descriptor sets.
    pub(super) fn of(descriptors: &[&[u8]]) -> Self {
        describe_counter!(STARTED, Unit::Count, "calls that have come in");
        describe_counter!(HANDLED, Unit::Count, "calls that have ended, by code");
        describe_histogram!(HANDLING, Unit::Seconds, "from a call's headers to its end");
        describe_gauge!(IN_FLIGHT, Unit::Count, "calls and streams under way");
        let mut known = HashMap::new();
        for descriptors in descriptors {
            let set = FileDescriptorSet::decode(*descriptors)
                .expect("the descriptors were encoded by a build");
            for file in &set.file {
                for service in &file.service {
                    let service_name = format!("{}.{}", file.package(), service.name());
                    for method in &service.method {
                        let method = Method::new(&service_name, method.name(), kind(method));
                        known.insert(format!("/{}", method.name), Arc::new(method));
                    }
                }
            }
        }
        let mut unknown = Method::new("unknown", "unknown", "unknown");
        unknown.name = "unknown".to_owned();
        Self {
            known,
            unknown: Arc::new(unknown),
            pages: Arc::new(Method::new("http", "pages", "unary")),
        }
    }

    /// The method of a request's path.
    pub(super) fn at(&self, path: &str) -> &Arc<Method> {
        self.known.get(path).unwrap_or(&self.unknown)
    }
}

impl Method {
    fn new(service: &str, method: &str, kind: &'static str) -> Self {
        let labels = [
            Label::new("grpc_service", service.to_owned()),
            Label::new("grpc_method", method.to_owned()),
            Label::new("grpc_type", kind),
        ];
        Self {
            name: format!("{service}/{method}"),
            started: counter!(STARTED, labels.iter()),
            handling: histogram!(HANDLING, labels.iter()),
            in_flight: gauge!(IN_FLIGHT, labels.iter()),
            handled: Default::default(),
            labels,
        }
    }

    /// Counts a call that begins.
    pub(super) fn begin(&self) {
        self.started.increment(1);
        self.in_flight.increment(1);
    }

    /// Counts a call that has ended.
    pub(super) fn end(&self, code: Code, after: Duration) {
        let handled = self.handled[code as usize].get_or_init(|| {
            let mut labels = self.labels.to_vec();
            labels.push(Label::from_static_parts("grpc_code", name_of(code)));
            counter!(HANDLED, labels)
        });
        handled.increment(1);
        self.handling.record(after);
        self.in_flight.decrement(1);
    }
}

/// As go-grpc-prometheus says it.
fn kind(method: &MethodDescriptorProto) -> &'static str {
    match (method.client_streaming(), method.server_streaming()) {
        (false, false) => "unary",
        (true, false) => "client_stream",
        (false, true) => "server_stream",
        (true, true) => "bidi_stream",
    }
}

/// As Go's `codes` prints it.
pub(super) fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "Canceled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    }
}
