//! The content service: formats and questions from content packs, over gRPC.
//!
//! The packs of this repository's `content/` are part of the program; folders with more can be named.

mod files;
mod library;
mod nearest;
mod pack;
mod paging;
mod rpc;

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;

use starling_practice::Slug;
use starling_proto::transport::{self, Services};
use tokio::net::TcpListener;

pub use library::Library;
pub use pack::PackError;
pub use starling_proto::transport::ServeError;

/// What the service offers.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Folders with packs, besides the shipped ones. A pack takes the place of one of the same id before it.
    pub packs: Vec<PathBuf>,
}

/// Serves until `shutdown`; logs what is wrong with packs.
///
/// # Errors
/// [`ServeError`] where the transport fails.
pub async fn serve(
    listener: TcpListener,
    config: Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let (library, errors) = load(&config);
    for error in errors {
        tracing::error!("pack not served: {error}");
    }
    let mut services = Services::default();
    mount(library, &mut services);
    transport::serve(listener, services, shutdown).await
}

/// Adds the service to those of a process that offers more than this one.
pub fn mount(library: Library, services: &mut Services) {
    services.add(rpc::service(library));
}

/// Reads the packs. A damaged one is left out whole, and everything that is wrong with it returned.
#[must_use]
pub fn load(config: &Config) -> (Library, Vec<PackError>) {
    let mut packs = BTreeMap::new();
    let mut errors = Vec::new();
    let mut found = files::shipped();
    for folder in &config.packs {
        match files::packs_in(folder) {
            Ok(packs) => found.extend(packs),
            Err(error) => errors.push(error),
        }
    }
    for files in found {
        match Slug::new(&files.name) {
            Ok(id) => {
                let pack = pack::parse(&id, &files).map_err(|found| errors.extend(found));
                packs.insert(id, pack.ok());
            }
            Err(error) => errors.push(PackError {
                problem: format!("the folder's name is the pack's id, but {error}"),
                file: files.folder,
                line: None,
            }),
        }
    }
    (Library::new(packs), errors)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use starling_practice::ItemId;

    use super::*;

    fn write_pack(folder: &Path, name: &str, format: &str) {
        let formats = folder.join(name).join("formats");
        fs::create_dir_all(&formats).unwrap();
        let manifest = "title = \"T\"\nsummary = \"S\"\nlicense = \"CC0-1.0\"\nlanguage = \"en\"\n";
        fs::write(folder.join(name).join("pack.toml"), manifest).unwrap();
        fs::write(formats.join("mine.md"), format).unwrap();
    }

    const FORMAT: &str = "+++\ntitle = \"Mine\"\nlevel = \"L6\"\n\n[[section]]\nid = \"all\"\n\
        title = \"All\"\nbudget_s = 60\n+++\n";

    /// The errors of loading folders, and which of the formats are there, as `pack/format`.
    fn check(folders: &[&Path], errors: &[&str], there: &[(&str, bool)]) {
        let (library, found) = load(&Config {
            packs: folders.iter().map(Into::into).collect(),
        });
        let found: Vec<String> = found.iter().map(|error| error.problem.clone()).collect();
        assert_eq!(found, errors);
        for (name, expected) in there {
            let (pack, id) = name.split_once('/').unwrap();
            let item = ItemId {
                pack: Slug::new(pack).unwrap(),
                id: Slug::new(id).unwrap(),
            };
            assert_eq!(library.format(&item).is_ok(), *expected, "{name}");
        }
    }

    #[test]
    fn the_shipped_packs_are_sound() {
        let (library, errors) = load(&Config::default());
        assert_eq!(errors, []);
        assert!(library.formats(None).unwrap().count() > 0);
        assert!(library.questions(None, None, None).unwrap().count() > 0);
    }

    #[test]
    fn a_damaged_pack_leaves_the_others_alone() {
        let folder = tempfile::tempdir().unwrap();
        write_pack(folder.path(), "good", FORMAT);
        write_pack(folder.path(), "bad", "");
        write_pack(folder.path(), "Bad Name", FORMAT);
        check(
            &[Path::new("nowhere-at-all"), folder.path()],
            &[
                "cannot be read: No such file or directory (os error 2)",
                "the folder's name is the pack's id, but `Bad Name` is not an id: use lower-case letters, digits \
                 and hyphens, at most 64 characters",
                "an item must begin with a line `+++`, then TOML, then a line `+++`",
            ],
            &[
                ("good/mine", true),
                ("bad/mine", false),
                ("amazon-em/l6-2min", true),
            ],
        );
    }

    #[test]
    fn a_pack_takes_the_place_of_one_before_it() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write_pack(first.path(), "amazon-em", FORMAT);
        let own = [("amazon-em/mine", true), ("amazon-em/l6-2min", false)];
        check(&[first.path()], &[], &own);
        write_pack(second.path(), "amazon-em", "");
        check(
            &[first.path(), second.path()],
            &["an item must begin with a line `+++`, then TOML, then a line `+++`"],
            &[("amazon-em/mine", false), ("amazon-em/l6-2min", false)],
        );
        check(
            &[second.path(), first.path()],
            &["an item must begin with a line `+++`, then TOML, then a line `+++`"],
            &own,
        );
    }
}
