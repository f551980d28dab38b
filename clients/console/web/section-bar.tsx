import type { SectionScore, Segment } from "./generated/starling/session/v1/session_pb";
import { OFF_CLOCK, sectionSigns, sectionTitle, signOf, stretches } from "./sections";
import { clock, toSeconds } from "./time";
import { words } from "./words/sections";

/** What of a take or a report is drawn. */
export interface Told {
  segments: readonly Segment[];
  sections: readonly SectionScore[];
  sampleRateHertz: number;
}

/** Narrower than this share of the bar, a band has no room for its letter. */
const ROOM_FOR_LETTER = 0.055;

/** Where a take's time went, above what was planned for each section; for whoever judges it blind without what ran over. */
export function SectionBar({ told, isBlind }: { told: Told; isBlind: boolean }) {
  const { segments, sections, sampleRateHertz } = told;
  const first = segments[0];
  if (!first || sections.length === 0) return <div class="bar bar-empty" role="img" aria-label={words.bar.empty} />;
  const signs = sectionSigns(sections.map(({ section }) => section));
  const start = toSeconds(first.startSample, sampleRateHertz);
  const end = toSeconds(segments.at(-1)?.endSample ?? first.endSample, sampleRateHertz);
  const planned = sections.reduce((sum, { highSeconds }) => sum + highSeconds, 0);
  const scale = Math.max(end - start, planned);
  const share = (seconds: number) => seconds / scale;
  let lane = 0;
  return (
    <svg class="bar" role="img" aria-label={barLabel(sections, isBlind)}>
      {stretches(segments, sections, sampleRateHertz).map(({ place, start: from, end: to, ...stretch }) => {
        const isOver = stretch.isOver && !isBlind;
        const sign = signOf(signs, place);
        const x = share(from - start);
        const width = share(to - from);
        return (
          <g key={`${from}`}>
            <rect class={`band ${sign?.colour ?? "section-off"}`} x={percent(x)} width={percent(width)} height="18" />
            {isOver && <rect class="over-hatch" fill="url(#over)" x={percent(x)} width={percent(width)} height="18" />}
            {!isOver && sign && width > ROOM_FOR_LETTER && (
              <text class={`letter ${sign.colour}`} x={percent(x + width / 2)} y="13">
                {sign.letter}
              </text>
            )}
          </g>
        );
      })}
      {sections.map(({ section, highSeconds }) => {
        const x = share(lane);
        lane += highSeconds;
        return (
          <rect key={section} class={`lane ${signOf(signs, section)?.colour ?? ""}`} x={percent(x)} width={percent(share(highSeconds))} y="21" height="4" />
        );
      })}
    </svg>
  );
}

/** The same in words, for whoever does not see it. */
export function barLabel(sections: readonly SectionScore[], isBlind: boolean): string {
  const parts = sections
    .filter(({ section }) => section !== OFF_CLOCK)
    .map(({ section, elapsedSeconds, verdict }) =>
      words.bar.part(sectionTitle(section), clock(elapsedSeconds), isBlind ? "" : (words.verdicts[verdict] ?? "")),
    );
  const total = sections.reduce((sum, { elapsedSeconds }) => sum + elapsedSeconds, 0);
  return words.bar.label(parts, clock(total));
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}
