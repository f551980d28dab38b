import { useEffect, useRef } from "preact/hooks";
import type { Player } from "./player";

/** Calls back with the position at every change, and with every frame while it plays: past the view, which would be slow. */
export function usePosition(player: Player | null, onPosition: (sample: number, isPlaying: boolean) => void): void {
  const latest = useRef(onPosition);
  latest.current = onPosition;
  useEffect(() => {
    if (!player) return;
    let frame = 0;
    const step = () => {
      const isPlaying = player.state().status === "playing";
      player.tick();
      latest.current(player.position(), isPlaying);
      cancelAnimationFrame(frame);
      if (isPlaying) frame = requestAnimationFrame(step);
    };
    step();
    const stop = player.listen(step);
    return () => {
      stop();
      cancelAnimationFrame(frame);
    };
  }, [player]);
}
