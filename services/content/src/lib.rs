//! The content service: what people practise with, from content packs, over gRPC.
//!
//! The packs of this repository's `content/` are part of the program; folders with more can be named, and are
//! read again when their files change.

mod check;
mod files;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod library;
mod live;
mod load;
mod nearest;
mod new;
mod pack;
mod paging;
mod rpc;
mod search;

use std::future::Future;
use std::path::PathBuf;

use starling_edge::{Edge, Guard, Services};

pub use check::{PackCheck, check};
pub use library::Library;
pub use live::Content;
pub use new::{NewError, NewItem, OWN_PACK, is_shipped, new_pack, new_question, new_story};
pub use pack::PackError;

/// What the service offers.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Folders with packs, besides the shipped ones. No two packs have the same id; the later one is refused.
    pub packs: Vec<PathBuf>,
}

/// Serves until `shutdown`; follows the packs' files and logs what is wrong with them.
pub async fn serve<G: Guard>(edge: Edge<G>, config: Config, shutdown: impl Future<Output = ()>) {
    let content = Content::open(config);
    for problem in content.library().problems() {
        tracing::error!("content pack not taken: {problem}");
    }
    let mut services = Services::default();
    mount(&content, &mut services);
    edge.serve(services, content.follow(shutdown)).await;
}

/// Adds the service to those of a process that offers more than this one.
pub fn mount(content: &Content, services: &mut Services) {
    services.add(rpc::service(content));
}
