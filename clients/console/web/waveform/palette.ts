// The colours of the time line, which the style sheet knows.

export interface Palette {
  ink: string;
  soft: string;
  line: string;
  paper: string;
  over: string;
  accent: string;
  /** One a section, in the order of the format. */
  sections: string[];
  offClock: string;
}

/** Reads the colours once a theme: reading styles while drawing would make the browser lay out the page. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim() || "gray";
  return {
    ink: read("--ink"),
    soft: read("--ink-soft"),
    line: read("--line"),
    paper: read("--surface"),
    over: read("--over"),
    accent: read("--accent"),
    sections: Array.from({ length: 9 }, (_, at) => read(`--section-${at + 1}`)),
    offClock: read("--off-clock"),
  };
}
