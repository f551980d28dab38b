/** Seconds from samples. */
export function toSeconds(samples: bigint | number, sampleRateHertz: number): number {
  return sampleRateHertz > 0 ? Number(samples) / sampleRateHertz : 0;
}

/** The sample that is being heard at a time; never negative. */
export function toSample(seconds: number, sampleRateHertz: number): bigint {
  return BigInt(Math.max(0, Math.round(seconds * sampleRateHertz)));
}

/** "1:02", "1:02.3" with one decimal, "1:00:05" from an hour on. */
export function clock(seconds: number, decimals: 0 | 1 = 0): string {
  const steps = 10 ** decimals;
  // Rounded once, as a whole: 59.96 is 1:00.0, never 0:60.0.
  const total = Math.round(Math.max(0, seconds) * steps);
  const whole = Math.floor(total / steps);
  const fraction = decimals ? `.${total % steps}` : "";
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  const front = hours ? `${hours}:${two(minutes)}` : `${minutes}`;
  return `${front}:${two(whole % 60)}${fraction}`;
}

/** "+0:12" or "−0:12"; "±0:00" for less than half a second. */
export function signedClock(seconds: number): string {
  const rounded = Math.round(seconds);
  return `${rounded > 0 ? "+" : rounded < 0 ? "−" : "±"}${clock(Math.abs(rounded))}`;
}
