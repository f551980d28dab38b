// The buttons of the player.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Player, type PlayerState, SPEEDS } from "../audio/player";
import { usePosition } from "../audio/ticks";
import type { SectionSign } from "../sections";
import { clock } from "../time";
import type { Band, Span } from "../waveform/layout";
import { words } from "../words/review";
import type { Command } from "./keys";
import { SectionLetter } from "./section-letter";

export interface TransportProps {
  player: Player | null;
  rate: number;
  sampleCount: number;
  sections: readonly SectionSign[];
  bands: readonly Band[];
  titleOf: (place: string) => string;
  range: Span | null;
  run: (command: Command) => void;
  onLoop: (loop: Span | null) => void;
  isZoomed: boolean;
  onWhole: () => void;
}

/** What the player is doing; changes with every change of its state. */
export function usePlayerState(player: Player | null): PlayerState {
  const [state, setState] = useState<PlayerState>(() => player?.state() ?? NOTHING);
  useEffect(() => {
    if (!player) return setState(NOTHING);
    const read = () => setState(player.state());
    read();
    return player.listen(read);
  }, [player]);
  return state;
}

const NOTHING: PlayerState = { status: "loading", speed: 1, loop: null };

export function Transport(props: TransportProps) {
  const { player, rate, sampleCount, run } = props;
  const { status, speed, loop } = usePlayerState(player);
  const isPlaying = status === "playing";
  return (
    <div class="transport" role="group" aria-label={words.player}>
      <div class="tools">
        <button type="button" class="round" title={words.back(5)} aria-label={words.back(5)} onClick={() => run({ do: "skip", seconds: -5 })}>
          «<small>5</small>
        </button>
        <button
          type="button"
          class="round primary play"
          disabled={!player}
          aria-label={isPlaying ? words.pause : words.play}
          title={isPlaying ? words.pause : words.play}
          onClick={() => run({ do: "toggle" })}
        >
          {isPlaying ? <PauseSign /> : <PlaySign />}
        </button>
        <button type="button" class="round" title={words.on(5)} aria-label={words.on(5)} onClick={() => run({ do: "skip", seconds: 5 })}>
          <small>5</small>»
        </button>
        <Clock player={player} rate={rate} sampleCount={sampleCount} />
        <span class="fine button-group">
          <button type="button" title={words.back(0.1)} aria-label={words.back(0.1)} onClick={() => run({ do: "skip", seconds: -0.1 })}>
            ‹
          </button>
          <button type="button" title={words.on(0.1)} aria-label={words.on(0.1)} onClick={() => run({ do: "skip", seconds: 0.1 })}>
            ›
          </button>
        </span>
        <label class="speed">
          <span class="soft">{words.speed}</span>{" "}
          <select value={String(speed)} onChange={(event) => player?.setSpeed(Number(event.currentTarget.value))}>
            {SPEEDS.map((option) => (
              <option key={option} value={String(option)}>
                {option}×
              </option>
            ))}
          </select>
        </label>
        <LoopButton {...props} loop={loop} />
      </div>
      {status === "renewing" && <p role="status" class="soft">{words.renewing}</p>}
      {status === "failed" && (
        <p role="alert" class="problem">
          {words.playFailed}{" "}
          <button type="button" onClick={() => player?.retry()}>
            {words.tryAgain}
          </button>
        </p>
      )}
      <div class="tools">
        <SectionButtons {...props} />
        <span class="spring" />
        <span class="button-group zoom">
          <button type="button" title={words.zoomOut} aria-label={words.zoomOut} disabled={!props.isZoomed} onClick={() => run({ do: "zoom", factor: 2 })}>
            −
          </button>
          <button type="button" disabled={!props.isZoomed} onClick={props.onWhole}>
            {words.zoomAll}
          </button>
          <button type="button" title={words.zoomIn} aria-label={words.zoomIn} onClick={() => run({ do: "zoom", factor: 0.5 })}>
            +
          </button>
        </span>
      </div>
    </div>
  );
}

function Clock({ player, rate, sampleCount }: Pick<TransportProps, "player" | "rate" | "sampleCount">) {
  const shown = useRef<HTMLElement>(null);
  usePosition(player, (sample) => {
    if (shown.current) shown.current.textContent = clock(sample / rate, 1);
  });
  return (
    <span class="clock">
      <strong ref={shown}>{clock(0, 1)}</strong> <span class="soft">/ {clock(sampleCount / rate)}</span>
    </span>
  );
}

/** Loops what is chosen, or else the section that is being heard. */
function LoopButton({ player, loop, range, bands, rate, onLoop }: TransportProps & { loop: Span | null }) {
  const isOn = loop !== null;
  const choose = () => {
    if (isOn) return onLoop(null);
    if (range && range.end > range.start) return onLoop(range);
    const at = player?.position() ?? 0;
    const band = bands.find(({ start, end }) => at >= start && at < end);
    if (band) onLoop({ start: band.start, end: band.end });
  };
  return (
    <>
      <button type="button" aria-pressed={isOn} onClick={choose} title={range ? words.loopRange : words.loop}>
        ⟲ {words.loop}
      </button>
      {loop && <span class="soft">{words.looping(clock(loop.start / rate), clock(loop.end / rate))}</span>}
    </>
  );
}

/** Every stretch of the take, as buttons: what the coloured bands are to those who do not see them. */
function SectionButtons({ sections, bands, titleOf, rate, run }: TransportProps) {
  if (sections.length === 0) return null;
  return (
    <ul class="section-buttons" aria-label={words.sections}>
      {sections.map((sign, index) => {
        const band = bands.find(({ place }) => place === sign.id);
        const at = clock((band?.start ?? 0) / rate);
        return (
          <li key={sign.id}>
            <button type="button" disabled={!band} title={words.toSection(titleOf(sign.id), at)} onClick={() => run({ do: "section", index })}>
              <SectionLetter sign={sign} /> <span class="section-name">{titleOf(sign.id)}</span>
              <span class="visually-hidden">, {at}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function PlaySign() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M6 3.5v13l11-6.5z" fill="currentColor" />
    </svg>
  );
}

function PauseSign() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M5 3.5h3.5v13H5zM11.500 3.5H15v13h-3.5z" fill="currentColor" />
    </svg>
  );
}
