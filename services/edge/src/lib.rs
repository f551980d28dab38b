//! The edge: what every server of ours has between its sockets and its services.
//!
//! A [`Listener`] accepts, [`Edge::serve`] bounds and ends connections, and every call goes one way: over-long headers,
//! foreign names ([`Names`]) and strangers ([`Guard`]) are refused, a deadline is set, the service answers, and what
//! tonic refused by itself gets its right code and a reason. Browsers come in beside it through gRPC-web, and for pages.
//!
//! - **Invariant:** no service is called before the guard has let the call in; health and reflection are no exception.
//!   Pages are for everybody who may reach the server by its name.
//! - **Invariant:** no call's answer goes on when its caller must go: the guard says when.
//! - **Invariant:** what leaves this machine is encrypted and asked for credentials: [`listen()`] refuses every other
//!   address before it listens on any.
//! - **Invariant:** every error carries a `google.rpc.ErrorInfo`, also where tonic and not a service refuses.
//! - **Invariant:** connections, streams, header bytes, message bytes and the times to a first byte, to an answer and to
//!   an end are bounded by [`Limits`].
//! - **Invariant:** every accepted TCP socket has `TCP_NODELAY`: with Nagle's algorithm the first answer takes 40 ms more.

mod call;
mod deadline;
mod first_bytes;
mod guard;
mod idle;
mod limits;
mod listen;
mod local;
mod names;
pub mod observe;
mod origin;
mod pages;
mod peer;
mod serve;
mod services;
mod statuses;
mod tls;
mod unix;
mod web;

pub use guard::{Expulsion, Guard, NoGuard};
pub use limits::{Limits, MAX_MESSAGE_SIZE};
pub use listen::{Bind, ListenError, Listener, Stream, in_process, listen};
pub use local::{LocalGuard, LocalToken, TokenFileError};
pub use names::Names;
pub use origin::{Origin, OriginError};
pub use peer::Peer;
pub use serve::Edge;
pub use services::{DESCRIPTOR_SETS, Services};
pub use tls::{TlsError, TlsFiles};
