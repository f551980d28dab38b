import { useEffect, useState } from "preact/hooks";
import { type Player, createPlayer } from "../audio/player";

/** A player of a take that is all there; null until then. */
export function usePlayer(
  take: string,
  audio: { rate: number; sampleCount: number } | null,
  address: () => Promise<string>,
): Player | null {
  const [player, setPlayer] = useState<Player | null>(null);
  const rate = audio?.rate ?? 0;
  const sampleCount = audio?.sampleCount ?? 0;
  useEffect(() => {
    if (!rate || !sampleCount) return;
    const made = createPlayer({ element: new Audio(), rate, sampleCount, address });
    setPlayer(made);
    return () => {
      made.close();
      setPlayer(null);
    };
  }, [take, rate, sampleCount]);
  return player;
}
