import { counted } from "./intl";

/** What the progress screen says. */
export const words = {
  title: "Progress",
  lead: "One point a take, oldest on the left. Every point opens its take.",
  question: "Question",
  allQuestions: "All questions",
  questionOption: (title: string, count: number) => `${title} (${count})`,
  total: "Length",
  score: "Timing score",
  sections: "Sections, against their budgets",
  answer: "Whole answer",
  ratings: "Ratings by coaches",
  point: (when: string, value: string, rest: string) => `${when}: ${value}${rest ? `, ${rest}` : ""}`,
  inside: "inside the budget",
  over: (time: string) => `${time} over the budget`,
  under: (time: string) => `${time} under the budget`,
  table: "As a table",
  take: "Take",
  value: "Value",
  band: "Budget",
  range: (low: string, high: string) => (low === high ? high : `${low} to ${high}`),
  latest: "Latest:",
  emptyTitle: "Nothing to draw yet",
  empty: "Once a take has a report, its times appear here. Practise one:",
  emptyCommand: "starling practice",
  limit: (count: number) => `The newest ${counted(count, "take", "takes")}.`,
};
