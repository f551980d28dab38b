/** What people read when a call fails; the keys are the `reason`s of the server's ErrorInfo. */
export const failures = {
  away: "The server does not answer at the moment. This page keeps trying.",
  code: "The server does not answer at the moment, or it was renewed since you opened this page.",
  unexpected: (code: string, reason: string) =>
    `Something went wrong that this page does not know (${reason || code}). Reload the page; if it comes back, tell whoever runs the server.`,
  byReason: {
    AUDIO_UNREADABLE: "The recording is not a sound file that can be read.",
    COMMENT_NOT_FOUND: "This comment is gone: somebody has removed it.",
    DELETED: "The speaker has deleted this. Nothing can be added to it any more.",
    DISK_FULL: "The server's disk is full. Nothing was saved.",
    ETAG_MISMATCH: "Somebody else has changed this meanwhile.",
    HAS_REPLIES: "Somebody has replied to this comment, so it stays.",
    NOT_THE_AUTHOR: "Only whoever wrote this can change it.",
    QUOTA_EXCEEDED: "The speaker's storage is full. Nothing was saved.",
    REVIEW_NOT_FOUND: "This review is gone: somebody has removed it.",
    ROLE_LACKS_PERMISSION: "Your link does not allow this.",
    SESSION_NOT_FOUND: "There is no such session, or it is not yours to see.",
    STORED_DATA_DAMAGED: "Part of this recording is damaged in the store and cannot be played.",
    TAKE_NOT_FOUND: "There is no such take, or it is not yours to hear.",
    TAKE_QUOTA_EXCEEDED: "This take has as many comments or reviews as it may have. Nothing was saved.",
    TOO_MANY_REDEMPTIONS: "Too many links are being opened at the moment. Try again in a minute.",
    UPLOAD_INCOMPLETE: "The recording is still on its way. It can be heard once all of it has arrived.",
  } as Record<string, string>,
};
