//! The spoken comments of a parcel.

use std::cmp::Reverse;

use starling_practice::CommentId;

use crate::coaching::Coaching;
use crate::failure::Failure;
use crate::services::Connection;

/// With the longest recording, still a file that browsers open without trouble.
const MAX_SIZE: usize = 20_000_000;

/// What is heard in a parcel besides the take.
#[derive(Debug)]
pub(super) struct Voices {
    /// The WAV files of comments.
    pub(super) held: Vec<(CommentId, Vec<u8>)>,
    /// How many comments there was no room for.
    pub(super) left_out: usize,
}

/// The voices of the comments, the newest first, as long as there is room.
pub(super) async fn voices(
    coaching: &Coaching,
    connection: &Connection,
) -> Result<Voices, Failure> {
    let spoken = coaching
        .comments()
        .filter(|comment| comment.voice.is_some());
    let mut spoken: Vec<_> = spoken.collect();
    spoken.sort_by_key(|comment| Reverse(comment.create_time));
    let mut held = Vec::new();
    let mut room = MAX_SIZE;
    for comment in &spoken {
        let voice = connection.reviews().voice(&comment.id).await?;
        let Some(rest) = room.checked_sub(voice.len()) else {
            break;
        };
        room = rest;
        held.push((comment.id.clone(), voice));
    }
    let left_out = spoken.len() - held.len();
    Ok(Voices { held, left_out })
}
