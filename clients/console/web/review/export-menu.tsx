// The menu of what can be taken along. What it offers is fetched once the screen is there, and seen once it is opened.
import { late } from "../late";
import { words } from "../words/review";
import type { ExportFilesProps } from "./export-files";

const ExportFiles = late(() => import("./export-files").then((module) => module.ExportFiles));

export function ExportMenu(props: ExportFilesProps) {
  return (
    <details
      class="menu export"
      onKeyDown={({ key, currentTarget }) => {
        if (key !== "Escape") return;
        currentTarget.open = false;
        currentTarget.querySelector("summary")?.focus();
      }}
    >
      <summary>{words.export}</summary>
      <ExportFiles {...props} />
    </details>
  );
}
