import { callerFailure } from "../api/caller";
import { useStore } from "../store";
import { words } from "../words/app";
import { Heading, useTitle } from "./screen";

/** While a share link is exchanged, or the server asked who is calling. */
export function Arriving() {
  const failure = useStore(callerFailure);
  useTitle("");
  return (
    <div class="entrance" role="status">
      <Heading>{words.arriving.title}</Heading>
      {failure && <p class="lead">{failure.isPassing ? words.arriving.waiting : failure.text}</p>}
    </div>
  );
}
