import { words } from "../words/app";
import { createStore, useStore } from "../store";

interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 7000;
const MOST = 3;

const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

/** Says something in passing. What must not be missed belongs where it happened. */
export function toast(text: string): void {
  const id = ++lastId;
  toasts.set([...toasts.get().filter((other) => other.text !== text), { id, text }].slice(-MOST));
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useStore(toasts).map(({ id, text }) => (
        <div class="toast" key={id}>
          <span>{text}</span>
          <button type="button" class="icon-button" aria-label={words.close} onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
