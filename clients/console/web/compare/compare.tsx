import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useState } from "preact/hooks";
import { useLoaded } from "../api/load";
import { useChanges } from "../api/watch";
import { Level } from "../generated/starling/content/v1/level_pb";
import { pathOf, sessionOf } from "../routes";
import { barLabel, percent } from "../section-bar";
import { type SectionSign, sectionSigns, sectionTitle, signOf } from "../sections";
import { FailureNotice, Heading, Notice, Skeleton, useTitle } from "../shell/screen";
import { useShortcuts } from "../shell/shortcuts";
import { clock } from "../time";
import { useBlind } from "../use-blind";
import { when } from "../words/dates";
import { words as app } from "../words/app";
import { words } from "../words/compare";
import { type Aligned, type Alignment, align, sectionsOf } from "./align";
import { type Compared, readCompared } from "./read";
import { useSnippets } from "./snippets";
import { DifferenceTable } from "./table";

/** Two to four takes, one below another. */
export function CompareScreen({ takes: names }: { takes: readonly string[] }) {
  const { data, failure, reload } = useLoaded((signal) => readCompared(names, signal), [names]);
  useChanges((change) => {
    const isHere =
      change.case === "ready" ||
      (change.case === "take" && names.includes(change.value.name)) ||
      (change.case === "review" && names.some((name) => change.value.name.startsWith(`${name}/`)));
    if (isHere) reload();
  });
  useTitle(words.title);
  const sessions = [...new Set(names.map(sessionOf))];
  const session = sessions.length === 1 ? sessions[0] : undefined;
  return (
    <>
      <div class="screen-head">
        <div>
          <a class="back" href={session ? pathOf(session) : "/"}>
            ← {session ? app.nav.takes : app.nav.sessions}
          </a>
          <Heading>{words.title}</Heading>
          {data && <p class="subtitle">{[...new Set(data.map(({ take }) => take.question?.title ?? ""))].join(" · ")}</p>}
        </div>
      </div>
      {failure && <FailureNotice failure={failure} retry={reload} />}
      {names.length < 2 && <Notice title={words.title} text={words.few} />}
      {names.length >= 2 && !data && !failure && <Skeleton rows={4} />}
      {names.length >= 2 && data && <Comparison takes={data} />}
    </>
  );
}

function Comparison({ takes }: { takes: readonly Compared[] }) {
  const [alignment, setAlignment] = useState<Alignment>("section");
  const told = takes.map((take) => take.told);
  const signs = sectionSigns(sectionsOf(told));
  const aligned = align(told, alignment);
  const { playing, play, stop } = useSnippets(takes);
  const isBlind = useBlind(takes.map(({ name, take }) => ({ name, level: take.question?.level ?? Level.UNSPECIFIED })));
  useShortcuts([
    ...signs.map(({ id, number }) => ({
      keys: [String(number)],
      label: words.play(sectionTitle(id)),
      run: () => (playing?.section === id ? stop() : play(id)),
    })),
    { keys: ["Escape"], label: words.stop, run: stop },
  ]);
  return (
    <>
      <div class="compare-controls">
        <div class="choices">
          {signs.map((sign) => (
            <PlayButton key={sign.id} sign={sign} isPlaying={playing?.section === sign.id} play={play} stop={stop} />
          ))}
        </div>
        <fieldset class="choices">
          <legend class="visually-hidden">{words.alignment}</legend>
          {(["section", "time"] as const).map((value) => (
            <label key={value}>
              <input type="radio" name="alignment" checked={alignment === value} onChange={() => setAlignment(value)} />
              {value === "section" ? words.bySection : words.byTime}
            </label>
          ))}
        </fieldset>
      </div>
      <p class="visually-hidden" role="status">
        {playing && words.playing(sectionTitle(playing.section), takes.findIndex(({ name }) => name === playing.name) + 1)}
      </p>
      <ol class="lanes">
        {takes.map((take, index) => (
          <li key={take.name} class={playing?.name === take.name ? "lane-row lane-playing" : "lane-row"}>
            <a href={pathOf(take.name)} class="lane-title">
              <span class="take-index">{index + 1}</span>
              {take.take.createTime && when(timestampDate(take.take.createTime))}
            </a>
            {take.report ? (
              <Lanes
                take={take}
                aligned={aligned}
                index={index}
                signs={signs}
                playing={playing?.name === take.name ? playing.section : undefined}
                isBlind={isBlind(take.name)}
              />
            ) : (
              <p class="state">{words.noReport}</p>
            )}
          </li>
        ))}
      </ol>
      <h2 class="table-title">{words.table}</h2>
      <DifferenceTable takes={takes} isBlind={isBlind} />
    </>
  );
}

interface PlayProps {
  sign: SectionSign;
  isPlaying: boolean;
  play: (section: string) => void;
  stop: () => void;
}

function PlayButton({ sign, isPlaying, play, stop }: PlayProps) {
  const title = sectionTitle(sign.id);
  return (
    <button
      type="button"
      class="play-section"
      aria-pressed={isPlaying}
      aria-label={words.play(title)}
      title={words.play(title)}
      onClick={() => (isPlaying ? stop() : play(sign.id))}
    >
      <span class={`sign ${sign.colour}`} aria-hidden="true">
        {sign.letter}
      </span>
      <span class="play-title">{title}</span>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <path d={isPlaying ? "M1 1h8v8H1z" : "M2 .8 9 5 2 9.2z"} fill="currentColor" />
      </svg>
    </button>
  );
}

interface LanesProps {
  take: Compared;
  aligned: Aligned;
  index: number;
  signs: readonly SectionSign[];
  playing: string | undefined;
  isBlind: boolean;
}

function Lanes({ take, aligned, index, signs, playing, isBlind }: LanesProps) {
  const placed = aligned.takes[index];
  if (!placed || aligned.seconds === 0) return null;
  const share = (seconds: number) => percent(seconds / aligned.seconds);
  return (
    <svg class="lanes-bar" role="img" aria-label={barLabel(take.told.sections, isBlind)}>
      {placed.told.map(({ place, x, width, ...stretch }) => {
        const isOver = stretch.isOver && !isBlind;
        const sign = signOf(signs, place);
        const isDim = playing !== undefined && playing !== place;
        return (
          <g key={x} class={isDim ? "dim" : ""}>
            <rect class={`band ${sign?.colour ?? "section-off"}`} x={share(x)} width={share(width)} height="34" />
            {isOver && <rect class="over-hatch" fill="url(#over)" x={share(x)} width={share(width)} height="34" />}
            {!isOver && sign && width / aligned.seconds > 0.04 && (
              <text class="letter" x={share(x + width / 2)} y="21">
                {sign.letter}
              </text>
            )}
          </g>
        );
      })}
      {placed.budget.map(({ place, x, width }) => (
        <rect key={place} class={`lane ${signOf(signs, place)?.colour ?? ""}`} x={share(x)} width={share(width)} y="39" height="6">
          <title>{words.planned(sectionTitle(place), clock(width))}</title>
        </rect>
      ))}
    </svg>
  );
}
