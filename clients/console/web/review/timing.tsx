import type { Level } from "../generated/starling/content/v1/level_pb";
import type { Report } from "../generated/starling/session/v1/session_pb";
import { words } from "../words/review";
import type { TimeLine } from "./lay-out";
import { Facts, SectionTable } from "./section-table";

interface TimingProps {
  report: Report | null;
  line: TimeLine;
  takeLevel: Level;
  isBlind: boolean;
  /** Whether the caller asked to see the score before rating. */
  isEarly: boolean;
  canComment: boolean;
  onReveal: () => void;
  /** Why there is no report. */
  missing: string;
}

/** Where the time went; for whoever judges it blind, how to see the rest. */
export function Timing({ report, line, takeLevel, isBlind, isEarly, canComment, onReveal, missing }: TimingProps) {
  return (
    <>
      {isBlind && (
        <aside class="blind">
          <h3>{words.blindTitle}</h3>
          <p>{canComment ? words.blind(words.level[takeLevel] ?? "") : words.blindListener}</p>
          <button type="button" onClick={onReveal}>
            {words.reveal}
          </button>
        </aside>
      )}
      {isEarly && canComment && <p class="soft">{words.revealed}</p>}
      {report ? (
        <>
          <SectionTable report={report} signs={line.signs} titleOf={line.titleOf} isBlind={isBlind} />
          <Facts report={report} />
        </>
      ) : (
        <p class="soft">{missing}</p>
      )}
    </>
  );
}
