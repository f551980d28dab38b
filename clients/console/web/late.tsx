import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Notice, Skeleton } from "./shell/screen";
import { failures } from "./words/failures";
import { words } from "./words/app";

/** A screen that is fetched when it is first shown, or already when it is prepared for. */
export function late<Props extends object>(fetch: () => Promise<ComponentType<Props>>) {
  let fetched: ComponentType<Props> | undefined;
  const prepare = () => fetch().then((screen) => void (fetched = screen));

  function Screen(props: Props) {
    const [Shown, setShown] = useState(() => fetched);
    const [isFailed, setFailed] = useState(false);
    useEffect(() => {
      // It may have come between the drawing and this effect.
      if (fetched) return setShown(() => fetched);
      prepare().then(() => setShown(() => fetched), () => setFailed(true));
    }, []);
    if (Shown) return <Shown {...props} />;
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

  // What fails is tried again, and told, where the screen is shown.
  return Object.assign(Screen, { prepare: () => void prepare().catch(() => {}) });
}
