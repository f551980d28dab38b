const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** How long to wait before another attempt: twice as long each time, and not when everybody else does. */
export function backOffMs(attempt: number, random: number = Math.random()): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return longest / 2 + (longest / 2) * random;
}

/** Waits before another attempt; less where the browser says that it is on line again. */
export function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, backOffMs(attempt));
    addEventListener("online", done);
  });
}
