// Draws the time line: ruler, sections, waveform with its level, plan, comments.
import { clock } from "../time";
import { levelOf } from "./buckets";
import { type Band, type Overrun, type Plan, type Span, type View, ticks, toX } from "./layout";
import type { Palette } from "./palette";

/** A comment on the time line. */
export interface Pin extends Span {
  name: string;
  isOpen: boolean;
  isChosen: boolean;
}

export interface Picture {
  view: View;
  rate: number;
  sampleCount: number;
  /** Lowest and highest of every column, as `columns` gives them; null while they are on their way. */
  columns: Int8Array | null;
  bands: readonly Band[];
  overruns: readonly Overrun[];
  plan: readonly Plan[];
  pauses: readonly Span[];
  pins: readonly Pin[];
  /** What is being chosen for a comment. */
  range: Span | null;
  loop: Span | null;
  /** The letter and the number (from 1) of a section; null off the clock. */
  signOf: (place: string) => { letter: string; number: number } | null;
  titleOf: (place: string) => string;
  overText: (seconds: number) => string;
}

/** From above to below, in CSS pixels. */
export interface Rows {
  ruler: number;
  bands: number;
  wave: number;
  level: number;
  plan: number;
  pins: number;
}

export function heightOf(rows: Rows): number {
  return rows.ruler + rows.bands + rows.wave + rows.level + rows.plan + rows.pins;
}

const GAP = 3;
const FONT = "600 12px system-ui, sans-serif";

export function draw(context: CanvasRenderingContext2D, picture: Picture, rows: Rows, palette: Palette): void {
  const { view } = picture;
  context.clearRect(0, 0, view.width, heightOf(rows));
  context.font = FONT;
  context.textBaseline = "middle";
  let top = 0;
  const row = (height: number, paint: (top: number, height: number) => void) => {
    context.save();
    paint(top, height);
    context.restore();
    top += height;
  };
  const waveTop = rows.ruler + rows.bands;
  const deep = rows.wave + rows.level;
  paintSpan(context, picture, picture.loop, 0, waveTop + deep, palette.accent, 0.1);
  row(rows.ruler, (top, height) => drawRuler(context, picture, palette, top, height));
  row(rows.bands, (top, height) => drawBands(context, picture, palette, top, height));
  drawGrounds(context, picture, palette, waveTop, deep);
  row(rows.wave, (top, height) => drawWave(context, picture, palette, top, height));
  row(rows.level, (top, height) => drawLevel(context, picture, palette, top, height));
  row(rows.plan, (top, height) => drawPlan(context, picture, palette, top, height));
  row(rows.pins, (top, height) => drawPins(context, picture, palette, top, height));
  paintSpan(context, picture, picture.range, 0, waveTop + deep, palette.accent, 0.25);
}

function colourOf(picture: Picture, palette: Palette, place: string): string {
  const sign = picture.signOf(place);
  return (sign && palette.sections[sign.number - 1]) || palette.offClock;
}

/** The visible part of a stretch as left edge and width; null where there is none. */
function visible(view: View, span: Span): { x: number; width: number } | null {
  const from = Math.max(-1, toX(view, span.start));
  const to = Math.min(view.width + 1, toX(view, span.end));
  return to > from ? { x: from, width: to - from } : null;
}

function paintSpan(
  context: CanvasRenderingContext2D,
  { view }: Picture,
  span: Span | null,
  top: number,
  height: number,
  colour: string,
  alpha: number,
): void {
  const seen = span && visible(view, { start: span.start, end: Math.max(span.end, span.start + 1) });
  if (!seen) return;
  context.save();
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  context.fillRect(seen.x, top, Math.max(2, seen.width), height);
  context.restore();
}

function drawRuler(context: CanvasRenderingContext2D, { view, rate }: Picture, palette: Palette, top: number, height: number) {
  context.fillStyle = palette.quiet;
  context.font = "11px system-ui, sans-serif";
  const marks = ticks(view, rate, 64);
  const fine = marks.some((second) => second % 1 !== 0);
  for (const second of marks) {
    const x = toX(view, second * rate);
    context.fillRect(Math.round(x), top + height - 4, 1, 4);
    const text = clock(second, fine ? 1 : 0);
    const width = context.measureText(text).width;
    context.fillText(text, Math.min(Math.max(0, x - width / 2), view.width - width), top + height / 2 - 2);
  }
}

function drawBands(context: CanvasRenderingContext2D, picture: Picture, palette: Palette, top: number, height: number) {
  const chips = picture.overruns.map(({ at, samples }) => {
    const text = picture.overText(samples / picture.rate);
    return { at, text, width: context.measureText(text).width + 8 };
  });
  for (const band of picture.bands) {
    block(context, picture, palette, band, top, height, "filled");
    const over = visible(picture.view, { start: band.overFrom, end: band.end });
    if (over) {
      context.fillStyle = palette.surface;
      context.globalAlpha = 0.55;
      context.fillRect(over.x, top, over.width, height - GAP);
      context.globalAlpha = 1;
      hatch(context, over.x, top, over.width, height - GAP, palette.over, 1);
    }
    label(context, picture, palette, band, top, height, "filled", chips.find(({ at }) => at === band.end)?.width ?? 0);
  }
  let taken = 0;
  for (const { at, text, width } of chips) {
    const end = toX(picture.view, at);
    if (end < 0 || end - width > picture.view.width) continue;
    const x = Math.min(picture.view.width - width, Math.max(0, end - width));
    // Two on top of each other are none; the table of sections has them all.
    if (x < taken) continue;
    taken = x + width;
    context.fillStyle = palette.surface;
    context.beginPath();
    context.roundRect(x, top + 2, width - 2, height - GAP - 4, 4);
    context.fill();
    context.fillStyle = palette.over;
    context.fillText(text, x + 3, top + (height - GAP) / 2 + 0.5);
  }
}

function drawPlan(context: CanvasRenderingContext2D, picture: Picture, palette: Palette, top: number, height: number) {
  for (const plan of picture.plan) {
    block(context, picture, palette, plan, top + GAP, height, "outlined");
    label(context, picture, palette, plan, top + GAP, height, "outlined");
  }
}

/** A section as a block. */
function block(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  span: Span & { place: string },
  top: number,
  height: number,
  style: "filled" | "outlined",
) {
  const seen = visible(picture.view, span);
  if (!seen) return;
  const width = Math.max(1, seen.width - 1);
  context.save();
  context.fillStyle = context.strokeStyle = colourOf(picture, palette, span.place);
  context.beginPath();
  context.roundRect(seen.x, top, width, height - GAP, Math.min(4, width / 2));
  context.globalAlpha = style === "filled" ? 1 : 0.14;
  context.fill();
  context.globalAlpha = 1;
  if (style === "outlined") {
    context.setLineDash([4, 3]);
    context.stroke();
  }
  context.restore();
}

/** Its letter, and its name and length where there is room: on the section's own colour, whatever hatching is around. */
function label(
  context: CanvasRenderingContext2D,
  picture: Picture,
  palette: Palette,
  span: Span & { place: string },
  top: number,
  height: number,
  style: "filled" | "outlined",
  taken = 0,
) {
  const seen = visible(picture.view, span);
  if (!seen) return;
  const letter = picture.signOf(span.place)?.letter ?? "";
  const length = clock((span.end - span.start) / picture.rate);
  const room = seen.width - 1 - 12 - taken;
  const text = [`${letter}  ${picture.titleOf(span.place)} ${length}`, `${letter}  ${length}`, letter].find(
    (text) => context.measureText(text).width < room,
  );
  if (!text) return;
  const deep = height - GAP;
  if (style === "filled") {
    context.fillStyle = colourOf(picture, palette, span.place);
    context.beginPath();
    context.roundRect(seen.x, top, context.measureText(text).width + 12, deep, 4);
    context.fill();
  }
  context.fillStyle = style === "filled" ? palette.onSection : palette.text;
  context.fillText(text, seen.x + 6, top + deep / 2 + 0.5);
}

/** Behind the waveform: the sections, what of them is over, the pauses, and what lies after the end. */
function drawGrounds(context: CanvasRenderingContext2D, picture: Picture, palette: Palette, top: number, height: number) {
  const { view } = picture;
  for (const band of picture.bands) {
    paintSpan(context, picture, band, top, height, colourOf(picture, palette, band.place), 0.08);
    const over = visible(view, { start: band.overFrom, end: band.end });
    if (over) hatch(context, over.x, top, over.width, height, palette.over, 0.28);
  }
  context.save();
  context.fillStyle = palette.quiet;
  for (const pause of picture.pauses) {
    const seen = visible(view, pause);
    if (seen) context.fillRect(seen.x, top + height - 3, Math.max(1, seen.width), 3);
  }
  context.restore();
}

function drawWave(context: CanvasRenderingContext2D, picture: Picture, palette: Palette, top: number, height: number) {
  const { columns, view } = picture;
  const middle = top + height / 2;
  context.fillStyle = palette.line;
  context.fillRect(0, middle, Math.min(view.width, toX(view, picture.sampleCount)), 1);
  if (!columns) return;
  const count = columns.length / 2;
  const scale = height / 2 / 127;
  const step = view.width / count;
  const perColumn = (view.end - view.start) / count;
  const bandAt = bandFinder(picture.bands);
  let place: string | null | undefined;
  for (let column = 0; column < count; column++) {
    const low = columns[column * 2] ?? 0;
    const high = columns[column * 2 + 1] ?? 0;
    if (low > high) continue;
    const here = bandAt(view.start + (column + 0.5) * perColumn);
    if (here !== place) {
      place = here;
      context.fillStyle = here === null ? palette.offClock : colourOf(picture, palette, here);
    }
    const y = middle - high * scale;
    context.fillRect(column * step, y, step, Math.max(1, (high - low) * scale));
  }
}

/** The place of samples that are asked for in their order. */
function bandFinder(bands: readonly Band[]): (sample: number) => string | null {
  let at = 0;
  return (sample) => {
    while (at < bands.length && (bands[at]?.end ?? 0) <= sample) at += 1;
    const band = bands[at];
    return band && band.start <= sample ? band.place : null;
  };
}

/** The loudest of each column in decibels, as a line. */
function drawLevel(
  context: CanvasRenderingContext2D,
  { columns, view, sampleCount }: Picture,
  palette: Palette,
  top: number,
  height: number,
) {
  if (!columns) return;
  const count = columns.length / 2;
  const deep = height - 5;
  context.strokeStyle = palette.quiet;
  context.lineWidth = 1;
  context.beginPath();
  // One point every two pixels: more would be a smear.
  const stride = Math.max(1, Math.round((count / view.width) * 2));
  const after = Math.min(count, (toX(view, sampleCount) / view.width) * count);
  for (let column = 0; column < after; column += stride) {
    let level = 0;
    for (let of = column; of < Math.min(count, column + stride); of++) {
      level = Math.max(level, levelOf(columns[of * 2] ?? 0, columns[of * 2 + 1] ?? 0));
    }
    const x = (column / count) * view.width;
    const y = top + 1 + (1 - level) * deep;
    if (column === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
}

/** Open threads are full, settled ones hollow; a range has a tail to its end. */
function drawPins(context: CanvasRenderingContext2D, picture: Picture, palette: Palette, top: number, height: number) {
  const middle = top + height / 2 + 1;
  for (const pin of picture.pins) {
    const from = toX(picture.view, pin.start);
    const to = toX(picture.view, pin.end);
    if (to < -8 || from > picture.view.width + 8) continue;
    context.fillStyle = context.strokeStyle = pin.isChosen ? palette.accent : palette.text;
    if (pin.end > pin.start) {
      context.globalAlpha = 0.6;
      context.fillRect(from, middle - 1, Math.max(2, to - from), 2);
      context.fillRect(to - 1, middle - 4, 2, 8);
      context.globalAlpha = 1;
    }
    context.beginPath();
    context.arc(from, middle, pin.isChosen ? 6 : 4.5, 0, Math.PI * 2);
    if (!pin.isOpen) {
      context.fillStyle = palette.surface;
      context.lineWidth = 1.5;
    }
    context.fill();
    context.stroke();
  }
}

function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  width: number,
  height: number,
  colour: string,
  alpha: number,
) {
  context.save();
  context.beginPath();
  context.rect(x, top, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.globalAlpha = alpha;
  context.lineWidth = 1.5;
  context.beginPath();
  for (let at = x - height; at < x + width; at += 7) {
    context.moveTo(at, top + height);
    context.lineTo(at + height, top);
  }
  context.stroke();
  context.restore();
}
