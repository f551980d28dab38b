import { expect, test } from "vitest";
import { sectionSigns, sectionTitle, stretches } from "./sections";

test("letters are initials where these tell the sections apart, else numbers", () => {
  const check = (ids: string[], letters: string) => expect(sectionSigns(ids).map(({ letter }) => letter).join("")).toBe(letters);
  check(["situation", "task", "action", "result"], "STAR");
  check(["situation", "task", "action", "result", "learning"], "STARL");
  check(["strategic_approach", "risk", "strategic_evolution"], "1R3");
  check(["3d_model"], "1");
  check([], "");
});

test("colours and keys go from 1 to 9", () => {
  const signs = sectionSigns(["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
  expect(signs.at(-1)).toEqual({ id: "i", letter: "I", number: 9, colour: "section-9" });
});

test("a title is made of an id", () => {
  expect(sectionTitle("business_context")).toBe("Business context");
  expect(sectionTitle("")).toBe("");
});

test("a section is cut where all its stretches together pass its band", () => {
  const segment = (place: string, startSample: number, endSample: number) => ({
    place,
    startSample: BigInt(startSample),
    endSample: BigInt(endSample),
  });
  const cut = stretches(
    [segment("task", 0, 40), segment("off_clock", 40, 50), segment("task", 50, 90), segment("task", 90, 100)],
    [{ section: "task", highSeconds: 6 }],
    10,
  );
  expect(cut).toEqual([
    { place: "task", start: 0, end: 4, isOver: false },
    { place: "off_clock", start: 4, end: 5, isOver: false },
    { place: "task", start: 5, end: 7, isOver: false },
    { place: "task", start: 7, end: 9, isOver: true },
    { place: "task", start: 9, end: 10, isOver: true },
  ]);
});
