// The time line of a take: seen, clicked, dragged over for a range, and worked with by keys.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Player } from "../audio/player";
import { usePosition } from "../audio/ticks";
import { OFF_CLOCK, type SectionSign, signOf } from "../sections";
import { clock } from "../time";
import { words } from "../words/review";
import { type Wave, columns, finest } from "./buckets";
import { type Picture, type Pin, type Rows, draw, heightOf } from "./draw";
import { type Band, type Overrun, type Plan, type Span, type View, following, scrolled, toSample, toX, zoomed } from "./layout";
import { type Palette, readPalette } from "./palette";

export interface WaveformProps {
  rate: number;
  sampleCount: number;
  waves: readonly Wave[];
  bands: readonly Band[];
  overruns: readonly Overrun[];
  plan: readonly Plan[];
  pauses: readonly Span[];
  pins: readonly Pin[];
  signs: readonly SectionSign[];
  titleOf: (place: string) => string;
  player: Player | null;
  /** What is on the screen, of all that there is. */
  view: Span;
  all: Span;
  onView: (view: Span) => void;
  /** How wide it is now, in pixels: how fine a wave is worth asking for. */
  onWidth?: (pixels: number) => void;
  onSeek: (sample: number) => void;
  onPin?: (name: string) => void;
  range: Span | null;
  onRange?: (range: Span) => void;
  loop: Span | null;
}

const WIDE: Rows = { ruler: 20, bands: 25, wave: 128, level: 26, plan: 28, pins: 20 };
const NARROW: Rows = { ...WIDE, wave: 96 };
/** The shortest view: one second. */
export const shortestView = (rate: number) => rate;

export function Waveform(props: WaveformProps) {
  const { view, player, rate } = props;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const width = useWidth(box, props.onWidth);
  const palette = usePalette(box);
  const rows = width < 560 ? NARROW : WIDE;
  const shown: View = useMemo(() => ({ ...view, width }), [view.start, view.end, width]);
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  const wave = finest(props.waves, shown);
  const drawn = useMemo(
    () => (wave && width ? columns(wave, shown, Math.round(width * ratio)) : null),
    [wave, shown, width, ratio],
  );

  useLayoutEffect(() => {
    const surface = canvas.current;
    const context = surface?.getContext("2d");
    if (!surface || !context || !palette || !width) return;
    surface.width = Math.round(width * ratio);
    surface.height = Math.round(heightOf(rows) * ratio);
    context.scale(ratio, ratio);
    const picture: Picture = {
      ...props,
      view: shown,
      columns: drawn,
      signOf: (place) => signOf(props.signs, place) ?? null,
      overText: words.over,
    };
    draw(context, picture, rows, palette);
  }, [drawn, shown, rows, palette, ratio, props.bands, props.plan, props.pauses, props.pins, props.range, props.loop]);

  const shownNow = useRef(shown);
  shownNow.current = shown;
  usePosition(player, (sample, isPlaying) => {
    const now = shownNow.current;
    if (isPlaying) {
      const next = following(now, sample, props.all);
      if (next !== now) props.onView({ start: next.start, end: next.end });
    }
    const x = toX(now, sample);
    head.current?.classList.toggle("is-away", x < 0 || x > now.width);
    head.current?.style.setProperty("transform", `translateX(${x}px)`);
  });

  useEffect(() => {
    const place = () => player && head.current?.style.setProperty("transform", `translateX(${toX(shown, player.position())}px)`);
    place();
  }, [shown, player]);

  useWheel(box, (event) => {
    const { left } = (event.currentTarget as Element).getBoundingClientRect();
    const now = shownNow.current;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const anchor = toSample(now, event.clientX - left);
      const next = zoomed(now, event.deltaY > 0 ? 1.25 : 0.8, anchor, props.all, shortestView(rate));
      return props.onView({ start: next.start, end: next.end });
    }
    const along = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.shiftKey ? event.deltaY : 0;
    if (!along) return;
    event.preventDefault();
    const next = scrolled(now, (along / now.width) * (now.end - now.start), props.all);
    props.onView({ start: next.start, end: next.end });
  });

  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  const placeOf = (event: PointerEvent) => {
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const clamp = (sample: number) => Math.min(Math.max(0, sample), props.sampleCount);

  return (
    <div class="wave" ref={box}>
      <div
        class="wave-face"
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          drag.current = { x: placeOf(event).x, moved: false };
          if (event.pointerType === "mouse") event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const begun = drag.current;
          if (!begun || event.pointerType !== "mouse" || !props.onRange) return;
          const { x } = placeOf(event);
          if (!begun.moved && Math.abs(x - begun.x) < 5) return;
          begun.moved = true;
          const [start = 0, end = 0] = [begun.x, x].sort((a, b) => a - b).map((at) => clamp(toSample(shown, at)));
          props.onRange({ start, end });
        }}
        onPointerUp={(event) => {
          const begun = drag.current;
          drag.current = null;
          if (!begun || begun.moved) return;
          const { x, y } = placeOf(event);
          const pin = y > heightOf(rows) - rows.pins ? pinAt(props.pins, shown, x) : null;
          if (pin && props.onPin) props.onPin(pin.name);
          else props.onSeek(clamp(toSample(shown, x)));
        }}
        onPointerCancel={() => (drag.current = null)}
      >
        <canvas ref={canvas} class="wave-canvas" style={{ height: `${heightOf(rows)}px` }} aria-hidden="true" />
        <div ref={head} class="wave-head" aria-hidden="true" />
      </div>
      <Slider {...props} />
    </div>
  );
}

/** The time line for those who do not see it, and for keys. */
function Slider({ player, rate, sampleCount, bands, titleOf, onSeek }: WaveformProps) {
  const slider = useRef<HTMLDivElement>(null);
  const told = useRef(-1);
  const textAt = (sample: number) => {
    const band = bands.find(({ start, end }) => sample >= start && sample < end);
    const where = !band ? words.noSection : band.place === OFF_CLOCK ? words.offClock : titleOf(band.place);
    return words.positionText(clock(sample / rate, 1), clock(sampleCount / rate), where);
  };
  usePosition(player, (sample, isPlaying) => {
    const second = Math.floor(sample / rate);
    // While it plays once a second is enough: screen readers read every change.
    if (isPlaying && second === told.current) return;
    told.current = second;
    slider.current?.setAttribute("aria-valuenow", String(second));
    slider.current?.setAttribute("aria-valuetext", textAt(sample));
  });
  const steps: Record<string, number> = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 30, PageDown: -30 };
  return (
    <div
      ref={slider}
      class="wave-slider"
      role="slider"
      tabIndex={0}
      aria-label={words.positionLabel}
      aria-valuemin={0}
      aria-valuemax={Math.floor(sampleCount / rate)}
      aria-valuenow={0}
      aria-valuetext={textAt(player?.position() ?? 0)}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const step = steps[event.key];
        const to =
          event.key === "Home" ? 0 : event.key === "End" ? sampleCount : step ? (player?.position() ?? 0) + step * rate : null;
        if (to === null) return;
        event.preventDefault();
        onSeek(Math.min(sampleCount, Math.max(0, to)));
      }}
    />
  );
}

function pinAt(pins: readonly Pin[], view: View, x: number): Pin | null {
  let best: Pin | null = null;
  let nearest = 12;
  for (const pin of pins) {
    const away = Math.abs(toX(view, pin.start) - x);
    if (away < nearest) [best, nearest] = [pin, away];
  }
  return best;
}

function useWidth(box: { current: HTMLElement | null }, onWidth?: (pixels: number) => void): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      const pixels = Math.round(element.clientWidth);
      setWidth(pixels);
      onWidth?.(pixels);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

function usePalette(box: { current: HTMLElement | null }): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useLayoutEffect(() => {
    const read = () => box.current && setPalette(readPalette(box.current));
    read();
    const themes = ["(prefers-color-scheme: dark)", "print"].map((query) => matchMedia(query));
    themes.forEach((theme) => theme.addEventListener("change", read));
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true });
    return () => {
      themes.forEach((theme) => theme.removeEventListener("change", read));
      observer.disconnect();
    };
  }, []);
  return palette;
}

/** Preact listens to wheels passively, which cannot keep the page from scrolling. */
function useWheel(box: { current: HTMLElement | null }, onWheel: (event: WheelEvent) => void): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const element = box.current;
    const listener = (event: WheelEvent) => latest.current(event);
    element?.addEventListener("wheel", listener, { passive: false });
    return () => element?.removeEventListener("wheel", listener);
  }, []);
}
