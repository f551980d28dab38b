import { useEffect, useState } from "preact/hooks";
import { Skeleton } from "./shell/screen";

type Screen = typeof import("./review/review").ReviewScreen;

let loaded: Screen | undefined;

/** The review screen, whose code comes when it is first needed. */
export function ReviewLoader({ take }: { take: string }) {
  const [Shown, setShown] = useState<Screen | undefined>(() => loaded);
  useEffect(() => {
    if (loaded) return;
    void import("./review/review").then(({ ReviewScreen }) => {
      loaded = ReviewScreen;
      setShown(() => ReviewScreen);
    });
  }, []);
  return Shown ? <Shown take={take} /> : <Skeleton />;
}
