//! Connections, from their first byte to their end.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use http_body_util::Either;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use starling_proto::transport::{CONNECTION_WINDOW, KEEPALIVE, STREAM_WINDOW};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tonic::body::Body;
use tonic_health::ServingStatus;
use tower::{BoxError, Service, ServiceBuilder, service_fn};

use crate::call::{Answer, Calls};
use crate::deadline::Deadlines;
use crate::first_bytes::FirstBytes;
use crate::guard::Guard;
use crate::idle::{Activity, UnderWay};
use crate::limits::Limits;
use crate::listen::{Accepted, Listener, Stream, accept};
use crate::names::Names;
use crate::observe::{Observer, Watched};
use crate::peer::Peer;
use crate::services::{Services, streaming_methods};
use crate::web::{Web, is_web};

/// How long nothing is accepted after the system could not accept: it may be out of file descriptors.
const PAUSE: Duration = Duration::from_millis(100);
/// What HTTP itself bears of headers, times our own limit: past ours, a client gets an answer of gRPC.
const HTTP_HEADERS: usize = 4;
/// hyper's least buffer for a head of HTTP/1.
const MIN_BUFFER: usize = 8192;

/// What stands between sockets and services.
#[derive(Debug)]
pub struct Edge<G> {
    /// Where connections come from.
    pub listeners: Vec<Listener>,
    /// Who is let in.
    pub guard: G,
    /// By which names, and from which web pages.
    pub names: Names,
    /// How much, and how long.
    pub limits: Limits,
}

impl<G: Guard> Edge<G> {
    /// An edge with the default names and limits.
    pub fn new(listeners: Vec<Listener>, guard: G) -> Self {
        Self {
            listeners,
            guard,
            names: Names::default(),
            limits: Limits::default(),
        }
    }

    /// Serves until `shutdown`, with health and reflection beside the services. Then health says NOT_SERVING; after the
    /// lame-duck time nothing is accepted any more, and calls under way may end within the grace time.
    pub async fn serve(self, services: Services, shutdown: impl Future<Output = ()>) {
        let Self {
            mut listeners,
            guard,
            mut names,
            limits,
        } = self;
        names
            .hosts
            .extend(listeners.iter().filter_map(Listener::host));
        let (routes, pages, health) = services.offer().await;
        let (stop, stopping) = watch::channel(());
        let server = Arc::new(Server {
            web: Web::new(&names),
            calls: Calls {
                guard,
                names,
                header_size: limits.header_size,
                deadlines: Deadlines::new(limits.deadline, streaming_methods()),
                routes,
                pages,
            },
            observer: Observer::new(),
            limits: limits.clone(),
        });
        let mut stopped = pin!(async {
            shutdown.await;
            health.set(ServingStatus::NotServing).await;
            sleep(limits.lame_duck).await;
        });
        let mut connections = JoinSet::new();
        loop {
            let has_room = connections.len() < limits.connections;
            tokio::select! {
                () = &mut stopped => break,
                Some(_) = connections.join_next() => {}
                accepted = accept(&mut listeners), if has_room => match accepted {
                    Ok(accepted) => {
                        connections.spawn(Arc::clone(&server).connection(accepted, stopping.clone()));
                    }
                    Err(error) => {
                        tracing::warn!("a connection could not be accepted: {error}");
                        sleep(PAUSE).await;
                    }
                }
            }
        }
        drop(listeners);
        // Nobody may be left to hear it.
        let _ = stop.send(());
        let ended = async { while connections.join_next().await.is_some() {} };
        if timeout(limits.grace, ended).await.is_err() {
            tracing::warn!(
                "{} connections were cut off: their calls did not end",
                connections.len()
            );
        }
    }
}

struct Server<G> {
    web: Web,
    calls: Calls<G>,
    observer: Observer,
    limits: Limits,
}

impl<G: Guard> Server<G> {
    /// Serves a connection to its end.
    async fn connection(self: Arc<Self>, accepted: Accepted, mut stopping: watch::Receiver<()>) {
        let peer = accepted.peer;
        let deadline = Instant::now() + self.limits.first_bytes;
        let stream = match timeout_at(deadline, shake_hands(accepted)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return tracing::debug!(?peer, "no TLS: {error}"),
            Err(_) => return tracing::debug!(?peer, "no TLS in time"),
        };
        let stream = TokioIo::new(FirstBytes::new(stream, deadline));
        let http = http(&self.limits);
        let activity = Arc::new(Activity::default());
        let calls = stack(Arc::clone(&self), peer, Arc::clone(&activity));
        let mut connection = pin!(http.serve_connection(stream, TowerToHyperService::new(calls)));
        let ended = tokio::select! {
            ended = &mut connection => Some(ended),
            // An error means that the server is gone, and this task with it.
            _ = stopping.changed() => None,
            () = activity.idle(self.limits.idle) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(?peer, "the connection broke: {error}");
        }
    }

    /// Answers a request, of gRPC or of a browser, or for a page.
    async fn answer(
        self: Arc<Self>,
        mut request: Request<Incoming>,
        peer: Peer,
        under_way: UnderWay,
    ) -> Response<Either<Watched<Answer>, Body>> {
        request.extensions_mut().insert(peer);
        if let Some(page) = self.calls.pages.of(&request) {
            let answer = |request| self.calls.show(page, request, under_way);
            let response = self.observer.see_page(request.map(drop), answer);
            return response.await.map(Either::Left);
        }
        let request = request.map(Body::new);
        // Within gRPC-web, which hides the code of a call in the answer's body.
        let answer = |request| {
            self.observer
                .see(request, |request| self.calls.answer(request, under_way))
        };
        if is_web(&request) {
            let names = &self.calls.names;
            let response = self.web.answer(names, request, |request| async {
                answer(request).await.map(Body::new)
            });
            response.await.map(Either::Right)
        } else {
            answer(request).await.map(Either::Left)
        }
    }
}

/// The one place for what every call passes on its way in and out. What is added here as a layer sees it first, and its
/// answer as the client will.
fn stack<G: Guard>(
    server: Arc<Server<G>>,
    peer: Peer,
    activity: Arc<Activity>,
) -> impl Service<
    Request<Incoming>,
    Response = Response<impl HttpBody<Data = Bytes, Error: Into<BoxError>> + Send + 'static>,
    Error = Infallible,
    Future: Send + 'static,
> + Clone
+ Send
+ 'static {
    ServiceBuilder::new().service(service_fn(move |request| {
        let answer = Arc::clone(&server).answer(request, peer, activity.begin());
        async { Ok(answer.await) }
    }))
}

/// HTTP/2, and HTTP/1 for browsers.
fn http(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let headers = limits
        .header_size
        .saturating_mul(HTTP_HEADERS)
        .max(MIN_BUFFER);
    let mut http = auto::Builder::new(TokioExecutor::new());
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.first_bytes)
        .max_buf_size(headers);
    http.http2()
        .timer(TokioTimer::new())
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(limits.calls_per_connection)
        .max_header_list_size(u32::try_from(headers).unwrap_or(u32::MAX))
        .keep_alive_interval(KEEPALIVE)
        .keep_alive_timeout(KEEPALIVE);
    http
}

async fn shake_hands(accepted: Accepted) -> io::Result<Box<dyn Stream>> {
    match accepted.tls {
        Some(tls) => Ok(Box::new(tls.accept(accepted.stream).await?)),
        None => Ok(accepted.stream),
    }
}
