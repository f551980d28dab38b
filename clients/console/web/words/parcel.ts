// What only the parcel says: a take in one file, opened without a server.

export const words = {
  about: "This file holds one recorded answer. It needs no network and sends nothing anywhere.",
  how: "Listen, comment at the very second, then save your comments as a file and send that file back.",
  yourName: "Your name",
  nameFirst: "Say who you are before you comment: the speaker sees the name.",
  save: (count: number) => (count === 1 ? "Save 1 comment as a file" : `Save ${count} comments as a file`),
  nothingToSave: "No comments of yours yet",
  keptHere: "Your comments are kept in this browser, too.",
  notKept: "This browser keeps nothing for files: save your comments before you close the page.",
  savedAs: (file: string) => `Saved as ${file}. Send it to the speaker.`,
  sentOn: (when: string) => `Sent ${when}`,
  leftOut: (seconds: string) =>
    `(${seconds} s were spoken here, for which this file has no room. The speaker can let you hear it by a link.)`,
  damaged: "This file is damaged or was cut short on its way. Ask the speaker to send it again.",
};
