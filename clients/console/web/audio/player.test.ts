import { expect, test } from "vitest";
import { type AudioElement, type PlayerOptions, createPlayer, speedBeside } from "./player";

const RATE = 16_000;

/** An `<audio>` element that does nothing by itself: the test says what happens to it. */
class FakeElement implements AudioElement {
  src = "";
  currentTime = 0;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  preservesPitch = false;
  preload = "";
  paused = true;
  listeners = new Map<string, () => void>();

  async play() {
    this.paused = false;
    this.happen("play");
  }
  pause() {
    if (this.paused) return;
    this.paused = true;
    this.happen("pause");
  }
  load() {
    this.currentTime = 0;
    this.playbackRate = this.defaultPlaybackRate;
    this.paused = true;
  }
  removeAttribute() {
    this.src = "";
  }
  addEventListener(type: string, listener: () => void) {
    this.listeners.set(type, listener);
  }
  removeEventListener(type: string) {
    this.listeners.delete(type);
  }
  happen(type: string) {
    this.listeners.get(type)?.();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function playerWith(more: Partial<PlayerOptions> = {}) {
  const element = new FakeElement();
  let asked = 0;
  const player = createPlayer({
    element,
    rate: RATE,
    sampleCount: 60 * RATE,
    address: async () => `/audio/${++asked}`,
    wait: async () => {},
    ...more,
  });
  await settled();
  element.happen("loadedmetadata");
  return { element, player, asked: () => asked };
}

test("is ready once the audio is known, with the pitch kept at any speed", async () => {
  const { element, player } = await playerWith();
  expect(element.src).toBe("/audio/1");
  expect(player.state().status).toBe("paused");
  expect(element.preservesPitch).toBe(true);
  player.setSpeed(9);
  expect(element.playbackRate).toBe(3);
});

test("tells its position in samples", async () => {
  const { element, player } = await playerWith();
  element.currentTime = 1.5;
  expect(player.position()).toBe(24_000);
  player.seek(-5);
  expect(element.currentTime).toBe(0);
  player.seek(1e12);
  expect(player.position()).toBe(60 * RATE);
});

test("with a new address goes on where it was, as fast, and playing", async () => {
  const { element, player, asked } = await playerWith();
  player.setSpeed(1.5);
  player.play();
  element.currentTime = 20;
  element.happen("timeupdate");
  // The address has ended.
  element.happen("error");
  expect(player.state().status).toBe("renewing");
  expect(player.position()).toBe(20 * RATE);
  await settled();
  expect(asked()).toBe(2);
  expect(element.src).toBe("/audio/2");
  element.happen("loadedmetadata");
  expect(player.state().status).toBe("playing");
  expect(element.currentTime).toBe(20);
  expect(element.playbackRate).toBe(1.5);
});

test("seeks while there is no audio are made once there is", async () => {
  const { element, player } = await playerWith();
  element.happen("error");
  player.seek(7 * RATE);
  await settled();
  element.happen("loadedmetadata");
  expect(element.currentTime).toBe(7);
  expect(player.state().status).toBe("paused");
});

test("asks again for a while, then says that it failed, and may be asked to retry", async () => {
  const waits: number[] = [];
  let isAway = true;
  const { element, player } = await playerWith({
    address: async () => {
      if (isAway) throw new Error("away");
      return "/audio/new";
    },
    wait: async (ms) => void waits.push(ms),
  });
  expect(waits).toEqual([0, 500, 1_500, 4_000, 8_000, 15_000]);
  const failing = createPlayer({ element: new FakeElement(), rate: RATE, sampleCount: 1, address: () => Promise.reject(new Error("away")), wait: async () => {} });
  await settled();
  expect(failing.state().status).toBe("failed");
  isAway = false;
  player.retry();
  await settled();
  expect(element.src).toBe("/audio/new");
});

test("an address that never plays is not asked for for ever", async () => {
  const { element, player, asked } = await playerWith();
  for (let n = 0; n < 50; n++) {
    element.happen("error");
    await settled();
  }
  expect(player.state().status).toBe("failed");
  expect(asked()).toBe(6);
});

test("an address that opens and never sounds is not asked for for ever", async () => {
  const { element, player, asked } = await playerWith();
  player.seek(5 * RATE);
  player.play();
  for (let n = 0; n < 50 && player.state().status === "playing"; n++) {
    element.happen("error");
    await settled();
    if (player.state().status !== "renewing") break;
    for (const event of ["loadedmetadata", "seeked", "timeupdate"]) element.happen(event);
  }
  expect(player.state().status).toBe("failed");
  expect(asked()).toBe(7);
});

test("an address that sounded may be renewed any number of times", async () => {
  const { element, player } = await playerWith();
  player.play();
  for (let n = 0; n < 50; n++) {
    element.currentTime += 0.25;
    element.happen("timeupdate");
    element.happen("error");
    await settled();
    element.happen("loadedmetadata");
  }
  expect(player.state().status).toBe("playing");
});

test("a loop goes back to its start, and into it from outside", async () => {
  const { element, player } = await playerWith();
  player.setLoop({ start: 10 * RATE, end: 12 * RATE });
  expect(element.currentTime).toBe(10);
  player.play();
  element.currentTime = 12.01;
  player.tick();
  expect(element.currentTime).toBe(10);
  player.setLoop(null);
  element.currentTime = 30;
  player.tick();
  expect(element.currentTime).toBe(30);
});

test("plays from the start after the end", async () => {
  const { element, player } = await playerWith();
  player.seek(60 * RATE);
  player.play();
  expect(element.currentTime).toBe(0);
});

test("a browser that does not let it play leaves it paused", async () => {
  const { element, player } = await playerWith();
  element.play = () => Promise.reject(new DOMException("no gesture", "NotAllowedError"));
  player.play();
  await settled();
  expect(player.state().status).toBe("paused");
});

test("closed, it lets go of the audio", async () => {
  const { element, player } = await playerWith();
  player.close();
  expect(element.src).toBe("");
  expect(element.listeners.size).toBe(0);
});

test("speeds go up and down their steps", () => {
  expect(speedBeside(1, 1)).toBe(1.25);
  expect(speedBeside(1, -1)).toBe(0.75);
  expect(speedBeside(3, 1)).toBe(3);
  expect(speedBeside(0.5, -1)).toBe(0.5);
  expect(speedBeside(1.1, 1)).toBe(1.25);
});
