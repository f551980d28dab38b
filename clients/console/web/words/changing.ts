/** What is said where a comment is answered or changed. */
export const words = {
  replyLabel: (author: string) => `Reply to ${author}`,
  editLabel: "Change the comment",
  conflict: "Somebody changed this while you did. Both texts are kept: choose one.",
  conflictTheirs: "As it is now",
  conflictYours: "As you wrote it",
  takeTheirs: "Keep this one",
  takeYours: "Save mine instead",
  save: "Save",
};
