import { useEffect, useRef } from "preact/hooks";
import { lasting } from "../storage";
import { createStore } from "../store";

/** Keys that do something on the present screen. */
export interface Shortcut {
  /** As in `KeyboardEvent.key`, such as `j`, `?`, `ArrowDown`; `Shift+1` for digits with Shift. */
  keys: readonly string[];
  /** What they do, for the list of keys. */
  label: string;
  run: (event: KeyboardEvent) => void;
}

const ENABLED_KEY = "starling.shortcuts";

/** Whether single keys do something: speech input types letters (WCAG 2.2, 2.1.4). */
export const enabled = createStore(lasting.getItem(ENABLED_KEY) !== "off");

/** What the screens that are shown have for keys. */
export const active = createStore<readonly (() => readonly Shortcut[])[]>([]);

/** Whether the list of keys is shown. */
export const isListed = createStore(false);

/** Chooses whether single keys do something, on this device. */
export function enable(isEnabled: boolean): void {
  lasting.setItem(ENABLED_KEY, isEnabled ? "on" : "off");
  enabled.set(isEnabled);
}

/** Makes keys work while the component is shown, outside fields and dialogs. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const mine = () => latest.current;
    active.set([...active.get(), mine]);
    return () => active.set(active.get().filter((other) => other !== mine));
  }, []);
}

export function showShortcuts(): void {
  isListed.set(true);
}

/** Listens for the whole page. */
export function listenForShortcuts(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
    if (isTyping(event.target) || isMoving(event) || document.querySelector("dialog[open]")) return;
    const isSingle = event.key.length === 1;
    if (isSingle && !enabled.get()) return;
    if (event.key === "?") {
      event.preventDefault();
      showShortcuts();
      return;
    }
    const names = keyNames(event);
    // The newest first: what lies on top of a screen has the say.
    for (const shortcuts of [...active.get()].reverse()) {
      const all = shortcuts();
      const shortcut = names.map((name) => all.find(({ keys }) => keys.includes(name))).find(Boolean);
      if (!shortcut) continue;
      // Enter and Space press what has the focus.
      if ((event.key === "Enter" || event.key === " ") && isPressable(event.target)) return;
      event.preventDefault();
      shortcut.run(event);
      return;
    }
  });
}

/** What a key may be called in a shortcut, the likeliest first. */
export function keyNames({ key, code, shiftKey }: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string[] {
  // Whatever Caps Lock says.
  if (/^\p{L}$/u.test(key)) return [shiftKey ? key.toUpperCase() : key.toLowerCase()];
  // Digits by their place: on a French keyboard they need Shift, on an English one Shift makes signs of them.
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (!digit) return [key];
  const byPlace = shiftKey ? `Shift+${digit}` : digit;
  return key === digit ? [byPlace] : [key, byPlace];
}

/** Whether a key belongs to a word that is being put together, as in Japanese; Safari tells of its last key by the code alone. */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}

/** Whether a key goes from one choice to the next. */
function isMoving({ key, target }: KeyboardEvent): boolean {
  return key.startsWith("Arrow") && target instanceof HTMLInputElement && target.type === "radio";
}

/** Whether keys go into what has the focus: a field, or a player with keys of its own. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["button", "checkbox", "radio", "range", "reset", "submit"].includes(target.type);
  if (target instanceof HTMLMediaElement) return true;
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, summary, input, label") !== null;
}
