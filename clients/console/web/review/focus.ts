import { useEffect, useRef } from "preact/hooks";

/** For what appears because somebody asked for it, as its `ref`: `autofocus` works only when a page loads. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

/** For the place where something opens and closes, as its `ref`: gives the focus to its first button where closing would lose it. */
export function useFocusBack<T extends HTMLElement>(isOpen: boolean) {
  const place = useRef<T>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) place.current?.querySelector("button")?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return place;
}
