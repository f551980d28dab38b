//! Packs that change while they are served: over real files and real gRPC.
#![expect(clippy::unwrap_used, reason = "a step that fails fails the test")]

use std::fs;
use std::path::Path;
use std::time::Duration;

use expect_test::{Expect, expect};
use starling_content::Config;
use starling_edge::{Edge, NoGuard};
use starling_practice::{ItemId, Slug};
use starling_proto::client::ContentClient;
use starling_proto::convert::{PackStatus, PacksChange};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_stream::{Stream, StreamExt as _};

/// More than anybody would wait for a change to be seen.
const PATIENCE: Duration = Duration::from_secs(30);

const FORMAT: &str = "+++\ntitle = \"Mine\"\nlevel = \"L6\"\n\n[[section]]\nid = \"all\"\n\
    title = \"All\"\nbudget_s = 60\n+++\n";

/// A pack that is there at once and whole.
fn write_pack(packs: &Path, format: &str) {
    // What is hidden is no pack.
    let new = packs.join(".new");
    fs::create_dir_all(new.join("formats")).unwrap();
    let manifest = "title = \"T\"\nsummary = \"S\"\nlicense = \"CC0-1.0\"\nlanguage = \"en\"\n";
    fs::write(new.join("pack.toml"), manifest).unwrap();
    fs::write(new.join("formats/mine.md"), format).unwrap();
    fs::rename(new, packs.join("own")).unwrap();
}

/// The pack's format as an editor saves it: under another name, then in its place.
fn save_format(packs: &Path, format: &str) {
    let formats = packs.join("own/formats");
    fs::write(formats.join(".mine.md.swp"), format).unwrap();
    fs::rename(formats.join(".mine.md.swp"), formats.join("mine.md")).unwrap();
}

fn start(packs: &[&Path]) -> (ContentClient, oneshot::Sender<()>, JoinHandle<()>) {
    let (listener, connection) = starling_edge::in_process();
    let edge = Edge::new(vec![listener], NoGuard);
    let (stop, stopped) = oneshot::channel::<()>();
    let config = Config {
        packs: packs.iter().map(|folder| folder.to_path_buf()).collect(),
    };
    let served = tokio::spawn(starling_content::serve(edge, config, async {
        // A dropped sender stops the server too.
        let _ = stopped.await;
    }));
    (ContentClient::new(connection), stop, served)
}

/// The next change that concerns pack `own`, as it is told.
async fn check(
    changes: &mut (impl Stream<Item = Result<PacksChange, starling_proto::error::CallError>> + Unpin),
    is_awaited: impl Fn(&PacksChange) -> bool,
    expect: Expect,
) {
    let awaited = async {
        loop {
            let change = changes.next().await.unwrap().unwrap();
            if is_awaited(&change) {
                return change;
            }
        }
    };
    let change = timeout(PATIENCE, awaited).await.unwrap();
    let mut told = String::new();
    for PackStatus {
        pack,
        state,
        problems,
        is_shipped,
        ..
    } in &change.packs
    {
        assert_eq!(*is_shipped, pack.id.as_str() == "amazon-em", "{}", pack.id);
        told += &format!("{} {state:?}\n", pack.id);
        for problem in problems {
            told += &format!(
                "  {}:{:?} {}\n",
                problem.file, problem.line, problem.message
            );
        }
    }
    for id in &change.removed {
        told += &format!("{id} removed\n");
    }
    expect.assert_eq(&told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_served_and_told_without_a_restart() {
    let packs = tempfile::tempdir().unwrap();
    let (mut client, stop, served) = start(&[packs.path()]);
    let mut changes = Box::pin(client.watch().await.unwrap());
    check(&mut changes, |_| true, expect!["amazon-em Served\n"]).await;

    let is_own = |state: &str| {
        let state = state.to_owned();
        move |change: &PacksChange| {
            let mut packs = change.packs.iter();
            packs.any(|pack| format!("{:?}", pack.state) == state)
        }
    };
    write_pack(packs.path(), FORMAT);
    check(&mut changes, is_own("Served"), expect!["own Served\n"]).await;
    let item = ItemId {
        pack: Slug::new("own").unwrap(),
        id: Slug::new("mine").unwrap(),
    };
    assert_eq!(client.format(&item).await.unwrap().title, "Mine");

    save_format(
        packs.path(),
        &FORMAT
            .replace("\"Mine\"", "\"Yours\"")
            .replace("60", "sixty"),
    );
    check(
        &mut changes,
        is_own("Stale"),
        expect![[r#"
            own Stale
              formats/mine.md:Some(8) not TOML: string values must be quoted, expected literal string
        "#]],
    )
    .await;
    assert_eq!(client.format(&item).await.unwrap().title, "Mine");

    save_format(packs.path(), &FORMAT.replace("\"Mine\"", "\"Yours\""));
    check(&mut changes, is_own("Served"), expect!["own Served\n"]).await;
    assert_eq!(client.format(&item).await.unwrap().title, "Yours");

    fs::rename(packs.path().join("own"), packs.path().join(".gone")).unwrap();
    let is_removed = |change: &PacksChange| !change.removed.is_empty();
    check(&mut changes, is_removed, expect!["own removed\n"]).await;
    let gone = client.format(&item).await.unwrap_err();
    assert_eq!(gone.reason, "PACK_NOT_FOUND");

    drop(stop);
    // The watch ends with the server, which would wait for it otherwise.
    assert!(timeout(PATIENCE, changes.next()).await.unwrap().is_none());
    drop((client, changes));
    served.await.unwrap();
}

/// A pack may lie elsewhere, as in the repository of those who write it; what is in it may not.
#[tokio::test(flavor = "multi_thread")]
#[cfg(unix)]
async fn a_linked_pack_is_followed_but_no_link_in_it() {
    use std::os::unix::fs::symlink;
    let (packs, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_pack(elsewhere.path(), FORMAT);
    let own = elsewhere.path().join("own");
    symlink("/", own.join("questions")).unwrap();
    symlink(&own, packs.path().join("own")).unwrap();
    let nowhere = packs.path().join("nowhere");
    let (mut client, stop, served) = start(&[&nowhere, packs.path()]);
    let mut changes = Box::pin(client.watch().await.unwrap());
    check(
        &mut changes,
        |_| true,
        expect![[r#"
            amazon-em Served
            own Refused
              questions:None is a link or a device, not a file; put a copy of the file here
        "#]],
    )
    .await;
    fs::remove_file(own.join("questions")).unwrap();
    check(&mut changes, |_| true, expect!["own Served\n"]).await;
    drop(stop);
    drop((client, changes));
    served.await.unwrap();
}
