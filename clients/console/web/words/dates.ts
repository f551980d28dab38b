import { locale } from "./intl";

const clockTime = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const withYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** "Today, 21:04", "Yesterday, 9:30", "14 Nov, 21:04", "14 Nov 2025": by itself. */
export function when(date: Date): string {
  const text = whenWithin(date);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** "today, 21:04": within a sentence. */
export function whenWithin(date: Date, now: Date = new Date()): string {
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) return `${relative.format(days, "day")}, ${clockTime.format(date)}`;
  if (date.getFullYear() !== now.getFullYear()) return withYear.format(date);
  return `${dayAndMonth.format(date)}, ${clockTime.format(date)}`;
}

/** "14 Nov". */
export function day(date: Date): string {
  return dayAndMonth.format(date);
}

/** "Saturday 14 November 2026 at 21:04". */
export function fully(date: Date): string {
  return full.format(date);
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
