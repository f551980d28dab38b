import { locale } from "./intl";

const clockTime = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const withYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** "Today, 21:04", "Yesterday, 9:30", "14 Nov, 21:04", "14 Nov 2025". */
export function when(date: Date, now: Date = new Date()): string {
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    const day = relative.format(days, "day");
    return `${day.charAt(0).toUpperCase()}${day.slice(1)}, ${clockTime.format(date)}`;
  }
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
