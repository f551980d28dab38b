//! The metrics as Prometheus fetches them: `GET /metrics` in plain HTTP, on an address of its own.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep, timeout};

use super::StartError;
use super::series::BUCKETS;

pub(super) const PATH: &str = "/metrics";
const CONTENT: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
/// More than one scraper and a person look seldom; who comes later waits in the kernel's queue.
const MAX_CONNECTIONS: usize = 8;
/// A request and its answer take at most this long.
const PATIENCE: Duration = Duration::from_secs(10);
/// The bytes of a request's head; hyper's least.
const MAX_HEAD_SIZE: usize = 8 * 1024;
/// Histograms keep every number until then: memory must not grow where nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);
/// Until accepting is tried again, where the process has no file descriptor left.
const PAUSE: Duration = Duration::from_millis(100);

/// Installs the recorder and serves what it holds; the address that it has got, and the task.
pub(super) fn start(address: SocketAddr) -> Result<(SocketAddr, JoinHandle<()>), StartError> {
    let unusable = |source| StartError::Metrics { address, source };
    let listener = std::net::TcpListener::bind(address).map_err(unusable)?;
    listener.set_nonblocking(true).map_err(unusable)?;
    let listener = TcpListener::from_std(listener).map_err(unusable)?;
    let address = listener.local_addr().map_err(unusable)?;

    let mut builder = PrometheusBuilder::new();
    for (suffix, buckets) in BUCKETS {
        let names = Matcher::Suffix(suffix.to_owned());
        builder = builder
            .set_buckets_for_metric(names, buckets)
            .expect("the buckets are not empty");
    }
    let recorder = builder.build_recorder();
    let metrics = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| StartError::Started)?;
    Ok((address, tokio::spawn(serve(listener, metrics))))
}

async fn serve(listener: TcpListener, metrics: PrometheusHandle) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut upkeep = interval(UPKEEP);
    loop {
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        tokio::select! {
            _ = upkeep.tick() => metrics.run_upkeep(),
            (accepted, place) = accepted => match accepted {
                Ok((stream, _)) => {
                    let metrics = metrics.clone();
                    tokio::spawn(async move {
                        // Late or broken: the scraper comes again.
                        let _ = timeout(PATIENCE, talk(stream, &metrics)).await;
                        drop(place);
                    });
                }
                Err(_) => sleep(PAUSE).await,
            },
        }
    }
}

/// Answers the one request of a connection.
async fn talk(stream: TcpStream, metrics: &PrometheusHandle) -> hyper::Result<()> {
    http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(MAX_HEAD_SIZE)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(|request| {
                let answer = answer(&request, metrics);
                async { Ok::<_, Infallible>(answer) }
            }),
        )
        .await
}

fn answer(request: &Request<Incoming>, metrics: &PrometheusHandle) -> Response<Full<Bytes>> {
    let mut response = Response::default();
    if request.uri().path() != PATH {
        *response.status_mut() = StatusCode::NOT_FOUND;
    } else if request.method() != Method::GET {
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        let allowed = HeaderValue::from_static("GET");
        response.headers_mut().insert(ALLOW, allowed);
    } else {
        *response.body_mut() = Full::from(metrics.render());
        response.headers_mut().insert(CONTENT_TYPE, CONTENT);
    }
    response
}
