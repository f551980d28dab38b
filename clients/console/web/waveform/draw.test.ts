import { expect, test } from "vitest";
import { type Picture, draw } from "./draw";
import type { Palette } from "./palette";

const ROWS = { ruler: 0, bands: 22, wave: 0, level: 0, plan: 0, pins: 0 };
const PALETTE: Palette = {
  surface: "surface",
  text: "text",
  quiet: "quiet",
  line: "line",
  accent: "accent",
  over: "over",
  onSection: "on section",
  offClock: "off clock",
  sections: ["blue"],
};

/** What is drawn, in its order: each operation with its colour. */
function drawn(picture: Picture): string[] {
  const done: string[] = [];
  const state: Record<string, unknown> = {};
  const context = new Proxy(state, {
    get: (_, name: string) => {
      if (name in state) return state[name];
      return (...given: unknown[]) => {
        if (name === "measureText") return { width: String(given[0]).length * 6 };
        if (name === "fillText") done.push(`${given[0]} in ${state.fillStyle}`);
        if (name === "fill") done.push(`fill in ${state.fillStyle}`);
        if (name === "stroke") done.push(`hatch in ${state.strokeStyle}`);
        return undefined;
      };
    },
  });
  draw(context as unknown as CanvasRenderingContext2D, picture, ROWS, PALETTE);
  return done;
}

test("a section's name stands on its own colour, above what is hatched", () => {
  const picture: Picture = {
    view: { start: 0, end: 4000, width: 400 },
    rate: 1,
    sampleCount: 4000,
    columns: null,
    bands: [{ place: "s", start: 0, end: 4000, overFrom: 60 }],
    overruns: [],
    plan: [],
    pauses: [],
    pins: [],
    range: null,
    loop: null,
    signOf: () => ({ letter: "S", number: 1 }),
    titleOf: () => "Situation",
    overText: () => "",
  };
  const done = drawn(picture);
  const name = done.findIndex((what) => what.includes("Situation"));
  expect(done[name]).toBe("S  Situation 1:06:40 in on section");
  expect(done[name - 1]).toBe("fill in blue");
  expect(done.slice(0, name)).toContain("hatch in over");
});
