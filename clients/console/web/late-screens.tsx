import { late } from "./late";
import type { Route } from "./routes";
import { askEarly } from "./sessions/early";

/** The screens, whose code comes when they are first needed. */
export const SessionsScreen = late(() => import("./sessions/sessions").then((module) => module.SessionsScreen));
export const SessionScreen = late(() => import("./sessions/session").then((module) => module.SessionScreen));
export const ReviewScreen = late(() => import("./review/review").then((module) => module.ReviewScreen));
export const CompareScreen = late(() => import("./compare/compare").then((module) => module.CompareScreen));
export const ProgressScreen = late(() => import("./progress/progress").then((module) => module.ProgressScreen));

export const Entrance = late(() => import("./shell/entrance").then((module) => module.Entrance));
export const Closed = late(() => import("./shell/entrance").then((module) => module.Closed));
export const NameDialog = late(() => import("./shell/name-dialog").then((module) => module.NameDialog));
export const ShortcutList = late(() => import("./shell/shortcut-list").then((module) => module.ShortcutList));

/** Fetches a screen's code, and the list that most visits begin with, while the server is still asked who is calling. */
export function prepare(screen: Route["screen"]): void {
  const screens = { sessions: SessionsScreen, session: SessionScreen, review: ReviewScreen, compare: CompareScreen, progress: ProgressScreen };
  if (screen === "sessions") askEarly();
  if (screen !== "missing") screens[screen].prepare();
}
