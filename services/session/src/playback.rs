//! Audio over plain HTTP, for the players of browsers: who has an address hears one take, for a while.

mod address;
mod commented;
mod range;

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, HeaderMap, HeaderName, HeaderValue, IF_RANGE, RANGE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::{Full, StreamBody};
use starling_edge::Expulsion;
use starling_proto::convert::UploadState;
use tokio_stream::StreamExt as _;
use tonic::Code;
use tonic::Status;
use tonic::body::Body;

pub(crate) use address::{Address, Addresses, Content};

use crate::access::{Access, Links, while_valid};
use crate::analysis::{Analysis, AnalysisError};
use crate::audio_stream::{self, Runs};
use crate::store::Store;
use range::Wanted;

/// What the path of an address begins with.
pub(crate) const PREFIX: &str = "/audio/";

/// Answers requests for audio.
#[derive(Debug, Clone)]
pub(crate) struct Player<S> {
    pub(crate) addresses: Addresses,
    pub(crate) access: Access<S>,
    pub(crate) links: Links<S>,
    pub(crate) analysis: Analysis,
}

/// Why there is no audio.
#[derive(Debug)]
enum Refused {
    /// The address is none of ours or has ended, or its holder may no longer hear the take.
    Ended,
    /// There are so many bytes, and none of those that were asked for.
    Range(u64),
    Failed(Status),
}

/// What is sent, besides headers that all audio has.
struct Sound {
    status: StatusCode,
    headers: HeaderMap,
    size: u64,
    runs: Option<Runs>,
}

impl<S: Store> Player<S> {
    /// Answers a request.
    pub(crate) async fn answer(self, request: Request<()>) -> Response<Body> {
        let mut response = match self.try_answer(&request).await {
            Ok(response) => response,
            Err(refused) => refused.into_response(),
        };
        let mut set = |name, value| {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        };
        set(X_CONTENT_TYPE_OPTIONS, "nosniff");
        set(REFERRER_POLICY, "no-referrer");
        let policy = HeaderName::from_static("cross-origin-resource-policy");
        set(policy, "same-origin");
        response
    }

    async fn try_answer(&self, request: &Request<()>) -> Result<Response<Body>, Refused> {
        let path = request.uri().path();
        let address = self.addresses.open(path).ok_or(Refused::Ended)?;
        // From here on, a link that is revoked ends the answer.
        let expulsion = match address.link() {
            Some(link) => self.links.admit(&link).await.map_err(|_| Refused::Ended)?,
            None => Expulsion::never(),
        };
        let is_head = request.method() == Method::HEAD;
        let sound = match address.content {
            Content::AsItIs => self.as_it_is(&address, request.headers(), is_head).await?,
            Content::WithComments => self.with_comments(&address, is_head).await?,
        };
        let body = match sound.runs {
            Some(runs) => {
                let frames = while_valid(runs, expulsion).map(|run| run.map(Frame::data));
                Body::new(StreamBody::new(frames))
            }
            None => Body::empty(),
        };
        let mut response = Response::new(body);
        *response.status_mut() = sound.status;
        *response.headers_mut() = sound.headers;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
        headers.insert(CONTENT_LENGTH, sound.size.into());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private"));
        Ok(response)
    }

    /// The bytes that were uploaded, or the range of them that is asked for.
    async fn as_it_is(
        &self,
        address: &Address,
        asked: &HeaderMap,
        is_head: bool,
    ) -> Result<Sound, Refused> {
        let store = self.access.addressed(address);
        let take = &address.take;
        let upload = store.upload(take.clone()).await.map_err(failed)?;
        if upload.state != UploadState::Complete {
            return Err(failed(AnalysisError::UploadIncomplete));
        }
        let size = upload.committed_size;
        let tag = tag(address);
        // Without a tag that is ours, the reader may have bytes of something else.
        let is_same = asked.get(IF_RANGE).is_none_or(|known| *known == tag);
        let wanted = asked
            .get(RANGE)
            .filter(|_| is_same && !is_head)
            .map_or(Wanted::Whole, |range| range::parse(range.as_bytes(), size));
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(ETAG, tag);
        let (status, range) = match wanted {
            Wanted::Whole => (StatusCode::OK, 0..size),
            Wanted::Range(range) => {
                let (first, last) = (range.start, range.end - 1);
                let text = format!("bytes {first}-{last}/{size}");
                headers.insert(CONTENT_RANGE, ascii(&text));
                (StatusCode::PARTIAL_CONTENT, range)
            }
            Wanted::Nothing => return Err(Refused::Range(size)),
        };
        // Also for HEAD: it says what GET would.
        let runs = audio_stream::stretch(store, take.clone(), range.clone());
        let runs = runs.await.map_err(failed)?;
        Ok(Sound {
            status,
            headers,
            size: range.end - range.start,
            runs: (!is_head).then_some(runs),
        })
    }

    /// The whole file with the comments in it, as something to keep.
    async fn with_comments(&self, address: &Address, is_head: bool) -> Result<Sound, Refused> {
        let store = self.access.addressed(address);
        let made = commented::pieces(store, &self.analysis, &address.take).await;
        let (pieces, size) = made.map_err(failed)?;
        let name = format!("attachment; filename=\"{}.wav\"", address.take.take);
        let take = address.take.clone();
        Ok(Sound {
            status: StatusCode::OK,
            headers: HeaderMap::from_iter([(CONTENT_DISPOSITION, ascii(&name))]),
            size,
            runs: (!is_head).then(|| audio_stream::pieces(store, take, pieces)),
        })
    }
}

/// Tells this content from others: that of a take never changes once it is complete.
fn tag(address: &Address) -> HeaderValue {
    ascii(&format!("\"{}\"", address.take.take))
}

fn ascii(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("ids, digits and our own words are ASCII")
}

fn failed(error: impl Into<AnalysisError>) -> Refused {
    Refused::Failed(error.into().into())
}

impl Refused {
    fn into_response(self) -> Response<Body> {
        let ended = "this address has ended, or the take is no longer there for you; ask for another address";
        let (status, text) = match &self {
            Self::Ended => (StatusCode::FORBIDDEN, ended.to_owned()),
            Self::Range(size) => {
                let text = format!("there are {size} bytes");
                (StatusCode::RANGE_NOT_SATISFIABLE, text)
            }
            // Deleted since, or not complete: an address is not given for these.
            Self::Failed(status) => match status.code() {
                Code::NotFound | Code::FailedPrecondition => {
                    (StatusCode::FORBIDDEN, ended.to_owned())
                }
                Code::Unavailable | Code::ResourceExhausted => {
                    (StatusCode::SERVICE_UNAVAILABLE, status.message().to_owned())
                }
                _ => (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    status.message().to_owned(),
                ),
            },
        };
        let mut response = Response::new(Body::new(Full::from(format!("{text}\n"))));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(CONTENT_TYPE, plain);
        if let Self::Range(size) = self {
            headers.insert(CONTENT_RANGE, ascii(&format!("bytes */{size}")));
        }
        response
    }
}
