/** What the form says in which a take is rated. */
export const words = {
  rubricOf: (level: string) => `At ${level}`,
  rated: (done: number, of: number) => `${done} of ${of} rated`,
  ratedLine: (level: string, dimension: string, point: number, missing: string) => `${level} ${dimension}: ${point}${missing ? ` (${missing})` : ""}`,
  point: (point: number) => `${point}`,
  note: "Overall note",
  nextStep: "One thing to do next",
  nextStepHint: "The one change that would help most",
  missingEvidenceHint: "What would the answer have to give for another point?",
  saving: "Saving…",
  saved: "Draft saved",
  savedSent: "Saved; the speaker sees it",
  unsaved: "Kept here, not saved yet",
  sendReview: "Send to the speaker",
  sendSure: "The speaker sees your review at once. You can still change it.",
  noRubrics: "There is no rubric for this take; a note can be written all the same.",
};
