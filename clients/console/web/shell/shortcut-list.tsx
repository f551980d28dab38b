import { useStore } from "../store";
import { words } from "../words/shortcuts";
import { Dialog } from "./dialog";
import { active, enable, enabled, isListed } from "./shortcuts";

/** The list of the keys that do something at the moment. */
export function ShortcutList() {
  const isEnabled = useStore(enabled);
  const lists = useStore(active);
  const all = [...lists.flatMap((shortcuts) => shortcuts()), { keys: ["?"], label: words.help }];
  return (
    <Dialog title={words.title} onClose={() => isListed.set(false)}>
      <dl class="keys">
        {all.map(({ keys, label }) => (
          <div key={label}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ` ${words.or} `}
                  <kbd>{words.names[key] ?? key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={isEnabled}
          onChange={({ currentTarget }) => enable(currentTarget.checked)}
        />
        {words.enabled}
      </label>
    </Dialog>
  );
}
