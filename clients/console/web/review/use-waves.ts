import { useEffect, useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import { persist } from "../api/persist";
import { type Wave, finest } from "../waveform/buckets";
import type { Span } from "../waveform/layout";
import { readWave } from "./read";

const WHOLE_BUCKETS = 4096;
/** A view that moves on is not worth a question. */
const SETTLE_MS = 120;
/** The finest that the server has. */
const FINEST = 256;

export interface Waves {
  /** The whole take, and the last stretches that were looked at more closely. */
  waves: readonly Wave[];
  failure: Failure | null;
}

export function useWaves(take: string, version: number, view: Span | null, pixels: number): Waves {
  const [waves, setWaves] = useState<readonly Wave[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const read = (signal: AbortSignal) => readWave(take, null, WHOLE_BUCKETS, signal);
    void persist(read, abort.signal, setFailure).then((whole) => {
      if (!whole) return;
      setFailure(null);
      setWaves((last) => (isSameTake(last[0], whole) ? [whole, ...last.slice(1)] : [whole]));
    });
    return () => abort.abort();
  }, [take, version]);

  useEffect(() => {
    if (!view || !pixels || waves.length === 0) return;
    const best = finest(waves, { ...view, width: pixels });
    const wanted = Math.max(FINEST, (view.end - view.start) / pixels);
    // A little coarser is fine: where the server has nothing better, it is not asked for ever.
    if (best && best.samplesPerBucket <= wanted * 1.01) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      // A little more than is seen, so that moving on a bit shows no gap.
      const margin = (view.end - view.start) / 2;
      const stretch = { start: Math.max(0, view.start - margin), end: Math.min(waves[0]?.sampleCount ?? 0, view.end + margin) };
      if (stretch.end <= stretch.start) return;
      readWave(take, stretch, Math.min(16_384, pixels * 4), abort.signal)
        .then((wave) => setWaves((last) => [...last.slice(0, 1), ...last.slice(1).slice(-5), wave]))
        .catch(() => {}); // The coarser one stays: nothing is lost that must be told.
    }, SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [take, view?.start, view?.end, pixels, waves]);
  return { waves, failure };
}

function isSameTake(a: Wave | undefined, b: Wave): boolean {
  return a?.sampleCount === b.sampleCount && a.rate === b.rate;
}
