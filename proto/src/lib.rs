//! The contract: the generated types of the `.proto` files, every conversion between them and the domain,
//! clients that take and return domain types, and the transport that servers and clients share.
//!
//! Nothing but this crate, the services' `rpc` modules and the tests names a generated type.

pub mod client;
pub mod convert;
pub mod encode;
pub mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod name;
pub mod page;
pub mod transport;

/// The generated types of `starling.content.v1` and `starling.session.v1`.
#[allow(
    missing_docs,
    reason = "generated; the comments stand in the .proto files"
)]
#[allow(
    clippy::all,
    clippy::allow_attributes_without_reason,
    unused_qualifications,
    unreachable_pub,
    reason = "generated"
)]
pub mod starling {
    /// `starling.content`
    pub mod content {
        /// `starling.content.v1`
        pub mod v1 {
            tonic::include_proto!("starling.content.v1");
        }
    }
    /// `starling.session`
    pub mod session {
        /// `starling.session.v1`
        pub mod v1 {
            tonic::include_proto!("starling.session.v1");
        }
    }
}
pub use starling::{content::v1 as content, session::v1 as session};

/// The encoded descriptors of all protos, comments included, for reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
