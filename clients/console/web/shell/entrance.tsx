import { enterWith } from "../api/credentials";
import { words } from "../words/entrance";
import { Heading, useTitle } from "./screen";

/** For whoever comes without a key: how to get in. */
export function Entrance() {
  useTitle("");
  return (
    <div class="entrance">
      <Heading>{words.title}</Heading>
      <p class="lead">{words.lead}</p>
      <div class="ways">
        <section>
          <h2>{words.coach}</h2>
          <p>{words.coachText}</p>
        </section>
        <section>
          <h2>{words.speaker}</h2>
          <p>{words.speakerText}</p>
          <p>
            <code class="command">{words.command}</code>
          </p>
        </section>
      </div>
      <KeyField />
    </div>
  );
}

/** For a key that came without its address. */
function KeyField() {
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
        {words.key}
        <input name="key" type="password" required autocomplete="off" spellcheck={false} maxLength={4096} />
      </label>
      <button type="submit">{words.enter}</button>
    </form>
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
