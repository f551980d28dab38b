import { authorName } from "../api/caller";
import { words } from "../words/app";
import { Dialog } from "./dialog";

/** Asks how the person signs. */
export function NameDialog({ answer }: { answer: (name: string | undefined) => void }) {
  return (
    <Dialog title={words.name.title} onClose={() => answer(undefined)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          const name = new FormData(event.currentTarget).get("name");
          answer(typeof name === "string" ? name : undefined);
        }}
      >
        <p>{words.name.text}</p>
        <label class="field">
          {words.name.field}
          <input name="name" type="text" required maxLength={100} autocomplete="name" autofocus value={authorName.get()} />
        </label>
        <div class="actions">
          <button type="button" onClick={() => answer(undefined)}>
            {words.cancel}
          </button>
          <button type="submit" class="primary">
            {words.name.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
