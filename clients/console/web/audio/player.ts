// Plays a take. Positions are samples.
//
//   loading → paused ⇄ playing
//                ↓↑ the address has ended, or the server is away
//             renewing → failed, until `retry`

export type PlayerStatus = "loading" | "paused" | "playing" | "renewing" | "failed";

export interface Loop {
  start: number;
  end: number;
}

export interface PlayerState {
  status: PlayerStatus;
  /** 0.5 to 3. */
  speed: number;
  loop: Loop | null;
}

/** What of an `<audio>` element is used. */
export interface AudioElement {
  src: string;
  currentTime: number;
  playbackRate: number;
  defaultPlaybackRate: number;
  preservesPitch: boolean;
  preload: string;
  readonly paused: boolean;
  play(): Promise<void>;
  pause(): void;
  load(): void;
  removeAttribute(name: string): void;
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

export interface Player {
  state(): PlayerState;
  /** Where it is now. */
  position(): number;
  play(): void;
  pause(): void;
  toggle(): void;
  seek(sample: number): void;
  setSpeed(speed: number): void;
  setLoop(loop: Loop | null): void;
  /** Goes back to the start of the loop at its end; to be called as often as the screen is drawn. */
  tick(): void;
  /** Asks for an address again after it failed. */
  retry(): void;
  /** Calls back at every change of the state and at every seek; returns how to stop that. */
  listen(listener: () => void): () => void;
  close(): void;
}

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** The speed one step from this one. */
export function speedBeside(speed: number, direction: 1 | -1): number {
  const further = SPEEDS.filter((other) => (direction > 0 ? other > speed : other < speed));
  return (direction > 0 ? further[0] : further.at(-1)) ?? speed;
}

/** How long to wait before an address is asked for again. */
const WAITS_MS = [0, 500, 1_500, 4_000, 8_000, 15_000];

export interface PlayerOptions {
  element: AudioElement;
  rate: number;
  sampleCount: number;
  /** Gives an address of the audio: a new one each time, where addresses end. */
  address: () => Promise<string>;
  wait?: (ms: number) => Promise<void>;
}

export function createPlayer(options: PlayerOptions): Player {
  const { element, rate, sampleCount, address } = options;
  const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  const listeners = new Set<() => void>();
  let state: PlayerState = { status: "loading", speed: 1, loop: null };
  // What is wanted, whatever the element does meanwhile: it is restored when an address is renewed.
  let wanted = { position: 0, playing: false };
  let tries = 0;
  let round = 0;
  let closed = false;

  const change = (next: Partial<PlayerState>) => {
    state = { ...state, ...next };
    listeners.forEach((listener) => listener());
  };
  const hasAudio = () => state.status === "paused" || state.status === "playing";
  const clamp = (sample: number) => Math.round(Math.min(Math.max(0, sample), sampleCount));
  const position = () => (hasAudio() ? clamp(element.currentTime * rate) : wanted.position);

  async function load(status: PlayerStatus): Promise<void> {
    const mine = ++round;
    change({ status });
    while (!closed && mine === round) {
      const pause = WAITS_MS[tries];
      if (pause === undefined) return change({ status: "failed" });
      tries += 1;
      await wait(pause);
      const next = await address().catch(() => null);
      if (closed || mine !== round) return;
      if (next === null) continue;
      element.src = next;
      element.load();
      return;
    }
  }

  function start(): void {
    element.play().catch((error: unknown) => {
      // Refused where nobody has touched the page yet. Anything else is told by an event.
      if (error instanceof Error && error.name === "NotAllowedError") wanted.playing = false;
    });
  }

  const on: Record<string, () => void> = {
    loadedmetadata() {
      element.playbackRate = element.defaultPlaybackRate = state.speed;
      element.preservesPitch = true;
      element.currentTime = wanted.position / rate;
      change({ status: "paused" });
      if (wanted.playing) start();
    },
    // Not `playing`: after many seeks WebKit plays on and never says so.
    play() {
      wanted.playing = true;
      change({ status: "playing" });
    },
    pause() {
      if (state.status !== "playing") return;
      wanted = { position: clamp(element.currentTime * rate), playing: false };
      change({ status: "paused" });
    },
    seeked() {
      listeners.forEach((listener) => listener());
    },
    timeupdate() {
      if (hasAudio()) {
        const now = clamp(element.currentTime * rate);
        // Only what moves was heard: Firefox without a loudspeaker opens every address, seeks in it, and fails.
        if (now > wanted.position) tries = 0;
        wanted.position = now;
      }
      // Nothing is drawn in a page behind others, but it is heard.
      tick();
    },
    error() {
      if (closed || state.status === "failed") return;
      void load("renewing");
    },
  };
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.preload = "auto";
  void load("loading");

  function seek(sample: number): void {
    tries = 0;
    wanted.position = clamp(sample);
    if (hasAudio()) element.currentTime = wanted.position / rate;
    listeners.forEach((listener) => listener());
  }

  function tick(): void {
    const { loop, status } = state;
    if (loop && status === "playing" && position() >= loop.end) seek(loop.start);
  }

  function play(): void {
    wanted.playing = true;
    if (position() >= sampleCount) seek(state.loop?.start ?? 0);
    if (hasAudio()) start();
    else if (state.status === "failed") retry();
  }

  function pause(): void {
    wanted.playing = false;
    element.pause();
  }

  function retry(): void {
    tries = 0;
    void load("renewing");
  }

  return {
    state: () => state,
    position,
    play,
    pause,
    seek,
    retry,
    toggle: () => (state.status === "playing" || (!hasAudio() && wanted.playing) ? pause() : play()),
    setSpeed(speed) {
      const bounded = Math.min(3, Math.max(0.5, speed));
      element.playbackRate = element.defaultPlaybackRate = bounded;
      change({ speed: bounded });
    },
    setLoop(loop) {
      change({ loop });
      if (loop && (position() < loop.start || position() >= loop.end)) seek(loop.start);
    },
    tick,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const [name, listener] of Object.entries(on)) element.removeEventListener(name, listener);
      element.pause();
      element.removeAttribute("src");
      element.load();
    },
  };
}
