// What the review screen does besides what is seen of it.
import { useEffect, useRef } from "preact/hooks";
import { playback } from "../api/clients";
import { useConnection } from "../api/watch";

/** Tells the lists that the caller has heard the take, once. */
export function useHeard(take: string, isPlaying: boolean): void {
  const isTold = useRef(false);
  useEffect(() => {
    if (!isPlaying || isTold.current) return;
    isTold.current = true;
    playback.markTakeHeard({ name: take }).catch(() => (isTold.current = false));
  }, [isPlaying]);
}

/** Opens what is folded away while the page is printed. */
export function usePrinting(): void {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const open = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>(".review details:not(.menu, [open])")];
      opened.forEach((details) => (details.open = true));
    };
    const close = () => opened.forEach((details) => (details.open = false));
    addEventListener("beforeprint", open);
    addEventListener("afterprint", close);
    return () => {
      removeEventListener("beforeprint", open);
      removeEventListener("afterprint", close);
    };
  }, []);
}

/** Does something again once the server is back. */
export function useRevival(revive: (() => void) | null): void {
  const connection = useConnection();
  useEffect(() => {
    if (connection === "connected") revive?.();
  }, [connection]);
}
