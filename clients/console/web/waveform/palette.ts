// The colours of the time line, which the style sheet knows.

export interface Palette {
  text: string;
  quiet: string;
  line: string;
  surface: string;
  over: string;
  accent: string;
  /** What is written on a section's colour. */
  onSection: string;
  /** One a section, in the order of the format. */
  sections: string[];
  offClock: string;
}

/** Reads the colours once a theme: reading styles while drawing would make the browser lay out the page. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim() || "gray";
  return {
    text: read("--text"),
    quiet: read("--text-quiet"),
    line: read("--line"),
    surface: read("--surface"),
    over: read("--over"),
    accent: read("--accent"),
    onSection: read("--on-section"),
    sections: Array.from({ length: 9 }, (_, at) => read(`--section-${at + 1}`)),
    offClock: read("--section-off"),
  };
}
