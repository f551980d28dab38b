import { Verdict } from "../generated/starling/session/v1/session_pb";

/** What is said of sections and their times, wherever they are shown. */
export const words = {
  verdicts: {
    [Verdict.UNSPECIFIED]: "",
    [Verdict.MISSING]: "missing",
    [Verdict.SHORT]: "short",
    [Verdict.ON_TIME]: "on time",
    [Verdict.LONG]: "long",
    [Verdict.OVER]: "far over",
  } as Record<number, string>,

  ofBand: (low: string, high: string) => (low === high ? `of ${high}` : `of ${low} to ${high}`),

  bar: {
    /** What a section bar says to whoever does not see it. */
    label: (parts: readonly string[], total: string) => `Sections: ${parts.join(", ")}; ${total} in all`,
    part: (section: string, time: string, verdict: string) => `${section} ${time}${verdict ? ` ${verdict}` : ""}`,
    empty: "No sections to show",
  },
};
