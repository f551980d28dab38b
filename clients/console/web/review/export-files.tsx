// The take's reviews and comments as files: what the menu for them offers.
import { useState } from "preact/hooks";
import { ExportFormat } from "../generated/starling/session/v1/review_pb";
import { words } from "../words/review";

export interface ExportFilesProps {
  /** Leaves out what has the machine's score in it. */
  isBlind: boolean;
  /** Gives a file of the kind. */
  load: (format: ExportFormat) => Promise<{ content: Uint8Array; fileName: string; mediaType: string }>;
  /** Gives the address of the recording with its comments; absent where there is no recording. */
  audioAddress?: () => Promise<string>;
  problemText: (error: unknown) => string;
}

const FORMATS = [
  [ExportFormat.LABELS, words.exportLabels],
  [ExportFormat.WEBVTT, words.exportWebVtt],
  [ExportFormat.CSV, words.exportCsv],
  [ExportFormat.MARKDOWN, words.exportMarkdown],
] as const;

export function ExportFiles({ isBlind, load, audioAddress, problemText }: ExportFilesProps) {
  const [state, setState] = useState<{ is: "idle" } | { is: "busy" } | { is: "failed"; why: string }>({ is: "idle" });
  const attempt = async (work: () => Promise<void>) => {
    setState({ is: "busy" });
    try {
      await work();
      setState({ is: "idle" });
    } catch (error) {
      setState({ is: "failed", why: problemText(error) });
    }
  };
  const file = (format: ExportFormat) =>
    attempt(async () => {
      const { content, fileName, mediaType } = await load(format);
      const address = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: mediaType }));
      download(address, fileName);
      // The browser reads it after the click: not at once to be taken away.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    });
  return (
    <>
      <ul>
        {FORMATS.filter(([format]) => !isBlind || format !== ExportFormat.MARKDOWN).map(([format, label]) => (
          <li key={format}>
            <button type="button" onClick={() => void file(format)}>
              {label}
            </button>
          </li>
        ))}
        {audioAddress && (
          <li>
            <button type="button" onClick={() => void attempt(async () => download(await audioAddress(), ""))}>
              {words.exportAudio}
            </button>
          </li>
        )}
        <li>
          <button type="button" onClick={() => window.print()}>
            {words.print}
          </button>
        </li>
      </ul>
      <div role="status">
        {state.is === "busy" && <p class="soft">{words.exporting}</p>}
        {state.is === "failed" && <p class="problem">{state.why}</p>}
      </div>
    </>
  );
}

function download(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}
