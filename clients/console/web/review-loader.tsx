import { useEffect, useState } from "preact/hooks";
import { Notice, Skeleton } from "./shell/screen";
import { failures } from "./words/failures";
import { words } from "./words/app";

type Screen = typeof import("./review/review").ReviewScreen;

let loaded: Screen | undefined;

/** Fetches the code of the review screen ahead of time: while the server is asked who is calling. */
export function prepareReview(): void {
  import("./review/review").then(
    ({ ReviewScreen }) => (loaded = ReviewScreen),
    // Tried again, and told, where it is shown.
    () => {},
  );
}

/** The review screen, whose code comes when it is first needed. */
export function ReviewLoader({ take }: { take: string }) {
  const [Shown, setShown] = useState<Screen | undefined>(() => loaded);
  const [isFailed, setFailed] = useState(false);
  useEffect(() => {
    if (loaded) return;
    import("./review/review").then(
      ({ ReviewScreen }) => {
        loaded = ReviewScreen;
        setShown(() => ReviewScreen);
      },
      () => setFailed(true),
    );
  }, []);
  if (Shown) return <Shown take={take} />;
  if (!isFailed) return <Skeleton />;
  return (
    <Notice title={words.incomplete} text={failures.code}>
      {/* A module that failed is not asked for again, but with the page. */}
      <button type="button" onClick={() => location.reload()}>
        {words.tryAgain}
      </button>
    </Notice>
  );
}
