//! What watchers hear of each other's changes.

use std::future::Future;
use std::task::Poll;

use super::*;

fn id(text: &str) -> Slug {
    Slug::new(text).unwrap()
}

fn take(session: &str, take: &str) -> Change {
    Change::Take(TakeId {
        session: id(session),
        take: id(take),
    })
}

fn of(owner: &str, session: Option<&str>) -> Scope {
    Scope {
        owner: Owner::new(owner),
        session: session.map(id),
    }
}

/// What a watcher hears without waiting.
async fn heard(watcher: &mut Watcher) -> Option<News> {
    let mut next = std::pin::pin!(watcher.next());
    std::future::poll_fn(|context| {
        Poll::Ready(match next.as_mut().poll(context) {
            Poll::Ready(news) => Some(news),
            Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn everybody_hears_what_is_theirs_to_hear() {
    let changes = Changes::default();
    let told = [
        ("ada", take("a", "1")),
        ("ada", take("b", "2")),
        ("bob", take("c", "3")),
        // Told twice, heard once.
        ("ada", take("a", "1")),
        ("ada", Change::Everything),
    ];
    let watch = |scope| changes.watch(scope, "caller".to_owned()).unwrap();
    let all_heard = [
        (
            of("ada", None),
            vec![take("a", "1"), take("b", "2"), Change::Everything],
        ),
        (
            of("ada", Some("a")),
            vec![take("a", "1"), Change::Everything],
        ),
        (of("bob", None), vec![take("c", "3")]),
        // A session is not let out by another owner's name.
        (of("bob", Some("a")), vec![]),
    ];
    let mut watchers = all_heard.map(|(scope, expected)| (watch(scope), expected));
    for (owner, change) in told {
        changes.tell(&Owner::new(owner), change);
    }
    for (watcher, expected) in &mut watchers {
        let expected = Some(std::mem::take(expected)).filter(|changes| !changes.is_empty());
        assert_eq!(heard(watcher).await, expected.map(News::Changes));
        assert_eq!(heard(watcher).await, None);
    }
    // Whoever comes later has not heard it.
    assert_eq!(heard(&mut watch(of("ada", None))).await, None);
}

#[tokio::test]
async fn whoever_misses_something_is_told_so() {
    let changes = Changes::default();
    let mut watcher = changes.watch(of("ada", None), "ada".to_owned()).unwrap();
    // Others' changes can be missed as well: nobody knows whose it was.
    for number in 0..=MAX_WAITING {
        changes.tell(&Owner::new("bob"), take("c", &number.to_string()));
    }
    assert_eq!(heard(&mut watcher).await, Some(News::Missed));
    changes.tell(&Owner::new("ada"), take("a", "1"));
    let news = News::Changes(vec![take("a", "1")]);
    assert_eq!(heard(&mut watcher).await, Some(news));
}

#[tokio::test]
async fn all_watches_end_with_the_server() {
    let changes = Changes::default();
    let mut watcher = changes.watch(of("ada", None), "ada".to_owned()).unwrap();
    changes.tell(&Owner::new("ada"), take("a", "1"));
    changes.stop();
    changes.tell(&Owner::new("ada"), take("a", "2"));
    let news = News::Changes(vec![take("a", "1")]);
    assert_eq!(heard(&mut watcher).await, Some(news));
    assert_eq!(heard(&mut watcher).await, Some(News::Stopped));
    let refused = changes.watch(of("ada", None), "ada".to_owned());
    assert_eq!(refused.unwrap_err(), WatchError::Stopped);
}

#[test]
fn a_caller_has_so_many_watches() {
    let changes = Changes::default();
    let watch = |caller: &str| changes.watch(of("ada", None), caller.to_owned());
    let mut watchers: Vec<_> = (0..MAX_WATCHES).map(|_| watch("ada").unwrap()).collect();
    assert_eq!(watch("ada").unwrap_err(), WatchError::TooMany);
    let other = watch("link l").unwrap();
    watchers.pop();
    watchers.push(watch("ada").unwrap());
    assert_eq!(watch("ada").unwrap_err(), WatchError::TooMany);
    drop((watchers, other));
    assert!(lock(&changes.watches).is_empty());
    assert!(!changes.is_watched());
}
