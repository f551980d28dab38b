import { useState } from "preact/hooks";
import { useWarning } from "../review/use-warning";
import { words } from "../words/parcel";
import type { CommentsFile } from "./own-comments";

/** Saves what was written as a file. Whoever leaves with something unsaved that nothing else keeps is asked first. */
export function SaveFile({ name, file, isKept }: { name: string; file: CommentsFile; isKept: boolean }) {
  const [saved, setSaved] = useState<CommentsFile | null>(null);
  const count = file.comments.length;
  const fileName = `${name}.comments.json`;
  useWarning(!isKept && count > 0 && saved !== file);
  return (
    <div class="save-file">
      <button type="button" class="primary" disabled={count === 0} onClick={() => (download(file, fileName), setSaved(file))}>
        {count === 0 ? words.nothingToSave : words.save(count)}
      </button>
      <p class="soft hint" role="status">
        {saved === file ? words.savedAs(fileName) : isKept ? words.keptHere : words.notKept}
      </p>
    </div>
  );
}

function download(file: CommentsFile, name: string): void {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
