import { callerFailure } from "../api/caller";
import { enterWith } from "../api/credentials";
import { useStore } from "../store";
import { words } from "../words/app";
import { Heading, useTitle } from "./screen";

/** For whoever comes without a key: how to get in. */
export function Entrance() {
  useTitle("");
  const text = words.entrance;
  return (
    <div class="entrance">
      <Heading>{text.title}</Heading>
      <p class="lead">{text.lead}</p>
      <div class="ways">
        <section>
          <h2>{text.coach}</h2>
          <p>{text.coachText}</p>
        </section>
        <section>
          <h2>{text.speaker}</h2>
          <p>{text.speakerText}</p>
          <p>
            <code class="command">{text.command}</code>
          </p>
        </section>
      </div>
      <KeyField />
    </div>
  );
}

/** For a key that came without its address. */
function KeyField() {
  const text = words.entrance;
  return (
    <form
      class="key-field"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget).get("key");
        if (typeof given === "string") enterWith(given);
      }}
    >
      <label class="field">
        {text.key}
        <input name="key" type="password" required autocomplete="off" spellcheck={false} maxLength={4096} />
      </label>
      <button type="submit">{text.enter}</button>
    </form>
  );
}

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

/** For whoever is no longer let in: why, and what to do. */
export function Closed({ reason }: { reason: string }) {
  const { titles, texts, otherTitle, otherText } = words.closed;
  const title = titles[reason] ?? otherTitle;
  useTitle(title);
  return (
    <div class="entrance" role="alert">
      <Heading>{title}</Heading>
      <p class="lead">{texts[reason] ?? otherText}</p>
      <KeyField />
    </div>
  );
}
