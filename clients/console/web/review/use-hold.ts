import { useRef } from "preact/hooks";
import type { Player } from "../audio/player";

/** Pauses a player while somebody writes or speaks, and plays on afterwards if it was playing. */
export function useHold(player: Player | null): { hold: () => void; release: () => void } {
  const resumes = useRef(false);
  return {
    hold: () => {
      if (player?.state().status !== "playing") return;
      resumes.current = true;
      player.pause();
    },
    release: () => {
      if (resumes.current) player?.play();
      resumes.current = false;
    },
  };
}
