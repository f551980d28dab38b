import { type SectionScore, type Segment, Verdict } from "./generated/starling/session/v1/session_pb";

/** The place of what is said beside the answer. */
export const OFF_CLOCK = "off_clock";

/** How a section is shown wherever it is: the letter stands for it without its colour. */
export interface SectionSign {
  id: string;
  /** The first letter of its id, or its number where several begin with that letter. */
  letter: string;
  /** 1 to 9: its key, and its colour. */
  number: number;
  /** `section-1` to `section-9`. */
  colour: string;
}

/** The signs of a format's sections, in its order. */
export function sectionSigns(ids: readonly string[]): SectionSign[] {
  const initials = ids.map((id) => id.charAt(0).toUpperCase());
  return ids.map((id, index) => {
    const initial = initials[index] ?? "";
    const isOnly = /[A-Z]/.test(initial) && initials.filter((other) => other === initial).length === 1;
    const number = (index % 9) + 1;
    return { id, letter: isOnly ? initial : String(number), number, colour: `section-${number}` };
  });
}

/** The sign of a place; undefined off the clock. */
export function signOf(signs: readonly SectionSign[], place: string): SectionSign | undefined {
  return signs.find(({ id }) => id === place);
}

/** "Business context" for `business_context`, where its title is not at hand. */
export function sectionTitle(id: string): string {
  const words = id.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The seconds that a section ran over its band; 0 inside and below it. */
export function secondsOver({ elapsedSeconds, highSeconds }: Pick<SectionScore, "elapsedSeconds" | "highSeconds">): number {
  return Math.max(0, elapsedSeconds - highSeconds);
}

/** Whether a section ran over its band, by the server's word. */
export function isOver({ verdict }: Pick<SectionScore, "verdict">): boolean {
  return verdict === Verdict.LONG || verdict === Verdict.OVER;
}

/** A stretch of a segment, and whether it lies beyond its section's band. */
export interface Stretch {
  place: string;
  start: number;
  end: number;
  isOver: boolean;
}

/** Segments in seconds, cut where their section's time passes the high edge of its band. */
export function stretches(
  segments: readonly Pick<Segment, "place" | "startSample" | "endSample">[],
  sections: readonly Pick<SectionScore, "section" | "highSeconds">[],
  sampleRateHertz: number,
): Stretch[] {
  const spent = new Map<string, number>();
  return segments.flatMap(({ place, startSample, endSample }) => {
    const start = Number(startSample) / sampleRateHertz;
    const end = Number(endSample) / sampleRateHertz;
    const before = spent.get(place) ?? 0;
    spent.set(place, before + end - start);
    const high = sections.find(({ section }) => section === place)?.highSeconds ?? Number.POSITIVE_INFINITY;
    const edge = Math.min(end, Math.max(start, start + high - before));
    const cut: Stretch[] = [];
    if (edge > start) cut.push({ place, start, end: edge, isOver: false });
    if (end > edge) cut.push({ place, start: edge, end, isOver: true });
    return cut;
  });
}
