import { expect, test } from "vitest";
import { encodeWav, mostSamples } from "./wav";

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

test("writes the bytes that the format asks for", () => {
  // By hand from the format's description: RIFF, the size after it, WAVE; fmt of 16 bytes: integers (1), one channel,
  // 16,000 Hz = 0x3e80, 32,000 bytes a second = 0x7d00, 2 bytes a frame, 16 bits; data of 8 bytes.
  const expected =
    "52494646 2c000000 57415645 666d7420 10000000 0100 0100 803e0000 007d0000 0200 1000 64617461 08000000" +
    "0000 ff7f 0180 0040";
  const bytes = encodeWav(Float32Array.of(0, 1, -1, 0.5), 16_000);
  expect(hex(bytes)).toBe(expected.replaceAll(" ", ""));
});

test("cuts off what is beyond full scale, and knows no sample too many", () => {
  const bytes = encodeWav(Float32Array.of(1.5, -7), 48_000);
  expect(hex(bytes.subarray(44))).toBe("ff7f0180");
  expect(encodeWav(new Float32Array(0), 8_000)).toHaveLength(44);
});

test("takes two minutes, but no more than 2 MiB", () => {
  expect(mostSamples(8_000)).toBe(960_000);
  expect(mostSamples(16_000)).toBe(1_048_554);
  expect(44 + 2 * mostSamples(48_000)).toBe(2 * 1024 * 1024);
});
