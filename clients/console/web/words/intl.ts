/** The language of the page's words. Dates and numbers follow it too, as the reader's own country writes it. */
export const locale = navigator.language.startsWith("en") ? navigator.language : "en";

const plurals = new Intl.PluralRules(locale);
const figures = new Intl.NumberFormat(locale);

/** "1 take", "2 takes". */
export function counted(count: number, one: string, other: string): string {
  return `${figures.format(count)} ${plurals.select(count) === "one" ? one : other}`;
}

/** "1,234.5": at most one decimal. */
export function figure(value: number, decimals = 0): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

/** "Task and Action". */
export function joined(parts: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(parts);
}
