import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Failure } from "../api/failure";
import { words } from "../words/app";

/** Names the present screen in the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = words.title(title);
  }, [title]);
}

/** The heading of a screen; takes the focus when the screen changes, be it that it came late. */
export function Heading({ children }: { children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement?.id === "content") heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}

/** Why there is nothing to show, and what to do about it. */
export function Notice({ title, text, children }: { title: string; text: string; children?: ComponentChildren }) {
  return (
    <section class="notice">
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </section>
  );
}

/** Why reading failed; what fails in passing is tried again by itself. */
export function FailureNotice({ failure, retry }: { failure: Failure; retry: () => void }) {
  return (
    <div class="failure" role="alert">
      <p>{failure.text}</p>
      {!failure.isPassing && (
        <button type="button" onClick={retry}>
          {words.tryAgain}
        </button>
      )}
    </div>
  );
}

/** Grey lines where rows will stand. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div class="skeleton" role="status" aria-label={words.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} />
      ))}
    </div>
  );
}
