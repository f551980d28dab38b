//! From folders to a library, and from one library to the next.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use starling_practice::Slug;

use crate::Config;
use crate::files::{self, PackFiles};
use crate::library::{Library, Shelf};
use crate::pack::{self, PackError};

/// Reads the packs.
///
/// A pack with anything wrong in it is refused whole: what was served of it `before` is served on, nothing where
/// it never was sound. Packs that have not changed are not read again.
pub(crate) fn load(config: &Config, before: &Library) -> Library {
    let mut packs = BTreeMap::new();
    let mut problems = Vec::new();
    let mut found = files::shipped();
    for folder in &config.packs {
        match files::packs_in(folder) {
            Ok(packs) => found.extend(packs),
            Err(error) => problems.push(error),
        }
    }
    for files in found {
        let id = match Slug::new(&files.name) {
            Ok(id) => id,
            Err(error) => {
                let problem = format!("the folder's name is the pack's id, but {error}");
                problems.push(PackError::new(files.folder, None, &problem));
                continue;
            }
        };
        match packs.entry(id) {
            Entry::Vacant(entry) => {
                let shelf = shelf(entry.key(), &files, before.packs().get(entry.key()));
                entry.insert(shelf);
            }
            Entry::Occupied(entry) => {
                let id = entry.key();
                let problem =
                    format!("another pack has the id {id}; give this folder another name");
                problems.push(PackError::new(files.folder, None, &problem));
            }
        }
    }
    Library::new(packs, problems)
}

fn shelf(id: &Slug, files: &PackFiles, before: Option<&Shelf>) -> Shelf {
    let version = files.version();
    if let Some(before) = before.filter(|before| before.version == version) {
        return before.clone();
    }
    let (contents, problems) = match pack::parse(id, files) {
        Ok(contents) => (Some(Arc::new(contents)), Vec::new()),
        Err(problems) => (before.and_then(|before| before.contents.clone()), problems),
    };
    Shelf {
        contents,
        folder: files.folder.clone(),
        version,
        problems,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use starling_practice::{Format, ItemId, Slug};

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

    fn config(folders: &[&Path]) -> Config {
        Config {
            packs: folders.iter().map(Into::into).collect(),
        }
    }

    /// What is wrong with a library, and which of the formats are there, as `pack/format`.
    #[track_caller]
    fn check(library: &Library, errors: &[&str], there: &[(&str, bool)]) {
        let found: Vec<&str> = library
            .problems()
            .map(|error| error.problem.as_str())
            .collect();
        assert_eq!(found, errors);
        for (name, expected) in there {
            assert_eq!(
                library.get::<Format>(&item(name)).is_ok(),
                *expected,
                "{name}"
            );
        }
    }

    fn item(name: &str) -> ItemId {
        let (pack, id) = name.split_once('/').unwrap();
        ItemId {
            pack: Slug::new(pack).unwrap(),
            id: Slug::new(id).unwrap(),
        }
    }

    const NOT_AN_ITEM: &str = "an item must begin with a line `+++`, then TOML, then a line `+++`";

    #[test]
    fn a_damaged_pack_leaves_the_others_alone() {
        let folder = tempfile::tempdir().unwrap();
        write_pack(folder.path(), "good", FORMAT);
        write_pack(folder.path(), "bad", "");
        write_pack(folder.path(), "Bad Name", FORMAT);
        let nowhere = Path::new("nowhere-at-all");
        let library = load(&config(&[nowhere, folder.path()]), &Library::default());
        check(
            &library,
            &[
                "cannot be read: No such file or directory (os error 2)",
                "the folder's name is the pack's id, but `Bad Name` is not an id: use lower-case letters, digits \
                 and hyphens, at most 64 characters",
                NOT_AN_ITEM,
            ],
            &[
                ("good/mine", true),
                ("bad/mine", false),
                ("amazon-em/l6-2min", true),
            ],
        );
    }

    /// Each is told once, whatever else is in the pack.
    #[test]
    #[cfg(unix)]
    fn a_pack_that_cannot_be_read_leaves_the_others_alone() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let pack = |name: &str| {
            write_pack(folder.path(), name, FORMAT);
            folder.path().join(name)
        };
        pack("good");
        let newer = pack("newer").join("pack.toml");
        fs::write(newer, "format_version = 2\nsections = 3\n").unwrap();
        let huge = pack("huge").join("formats/huge.md");
        fs::File::create(huge).unwrap().set_len(10_000_000).unwrap();
        symlink("/", pack("linked").join("questions")).unwrap();
        fs::create_dir(pack("folder").join("formats/folder.md")).unwrap();
        fs::remove_file(pack("without").join("pack.toml")).unwrap();
        symlink("nowhere", folder.path().join("gone")).unwrap();
        let library = load(&config(&[folder.path()]), &Library::default());
        let told = library.problems().map(|error| {
            let error = error.to_string();
            error.replace(folder.path().to_str().unwrap(), "") + "\n"
        });
        expect_test::expect![[r#"
            /folder/formats/folder.md: is a folder that no pack has; items go into formats, questions, stories, scenarios, principles, guidance, competencies, assessments, plans, rubrics, contradictions or days
            /gone/: cannot be read: No such file or directory (os error 2)
            /huge/formats/huge.md: is larger than 16 KiB; make it shorter
            /linked/questions: is a link or a device, not a file; put a copy of the file here
            /newer/pack.toml:1: the pack is written for a newer Starling; this one reads format_version 1, so update it
            /without/pack.toml: is missing; every pack has one
        "#]].assert_eq(&told.collect::<String>());
        assert!(library.get::<Format>(&item("good/mine")).is_ok());
        assert!(library.get::<Format>(&item("amazon-em/l6-2min")).is_ok());
    }

    #[test]
    fn no_two_packs_have_one_id() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write_pack(first.path(), "amazon-em", FORMAT);
        write_pack(first.path(), "own", FORMAT);
        write_pack(second.path(), "own", "");
        let library = load(&config(&[first.path(), second.path()]), &Library::default());
        check(
            &library,
            &[
                "another pack has the id amazon-em; give this folder another name",
                "another pack has the id own; give this folder another name",
            ],
            &[("amazon-em/l6-2min", true), ("own/mine", true)],
        );
    }

    #[test]
    fn a_pack_that_becomes_damaged_is_served_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        write_pack(folder.path(), "own", FORMAT);
        let config = config(&[folder.path()]);
        let sound = load(&config, &Library::default());
        check(&sound, &[], &[("own/mine", true)]);
        write_pack(folder.path(), "own", "");
        let damaged = load(&config, &sound);
        check(&damaged, &[NOT_AN_ITEM], &[("own/mine", true)]);
        let still = load(&config, &damaged);
        check(&still, &[NOT_AN_ITEM], &[("own/mine", true)]);
        write_pack(folder.path(), "own", &FORMAT.replace("Mine", "Yours"));
        let mended = load(&config, &still);
        check(&mended, &[], &[("own/mine", true)]);
        let title = |library: &Library| {
            let own = Slug::new("own").unwrap();
            library
                .list::<Format>(Some(&own))
                .unwrap()
                .next()
                .unwrap()
                .1
                .title
                .clone()
        };
        assert_eq!(
            (title(&damaged), title(&mended)),
            ("Mine".into(), "Yours".into())
        );
        fs::remove_dir_all(folder.path().join("own")).unwrap();
        check(&load(&config, &mended), &[], &[("own/mine", false)]);
    }
}
