import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { ComponentChildren } from "preact";
import { isOver, secondsOver, sectionTitle } from "../sections";
import { clock, signedClock, toSeconds } from "../time";
import { when } from "../words/dates";
import { figure } from "../words/intl";
import { words } from "../words/compare";
import { words as sections } from "../words/sections";
import { sectionsOf } from "./align";
import { dimensionsOf, meanPoint } from "./ratings";
import type { Compared } from "./read";

/** What differs between takes, in figures. */
export function DifferenceTable({ takes, isBlind }: { takes: readonly Compared[]; isBlind: (take: string) => boolean }) {
  const dimensions = dimensionsOf(takes.flatMap(({ reviews }) => reviews));
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            {takes.map(({ name, take }, index) => (
              <th scope="col" key={name}>
                <span class="take-index">{index + 1}</span> {take.createTime && when(timestampDate(take.createTime))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sectionsOf(takes.map(({ told }) => told)).map((section) => (
            <Row key={section} title={sectionTitle(section)} takes={takes} cell={(take) => <SectionCell take={take} section={section} isBlind={isBlind(take.name)} />} />
          ))}
          <Row
            title={words.total}
            takes={takes}
            cell={({ report }) => {
              const total = report?.score?.total;
              return total ? <TimeAndBand seconds={total.elapsedSeconds} low={total.lowSeconds} high={total.highSeconds} /> : words.none;
            }}
          />
          <Row
            title={words.score}
            takes={takes}
            cell={({ name, report }) =>
              !report?.score ? words.none : isBlind(name) ? <span class="state">{words.hidden}</span> : <strong>{figure(report.score.timingScore)}</strong>
            }
          />
          <Row title={words.pauses} takes={takes} cell={(take) => <PauseCell take={take} />} />
        </tbody>
        {dimensions.length > 0 && (
          <tbody>
            <tr>
              <th scope="rowgroup" colSpan={takes.length + 1} class="group">
                {words.ratings}
              </th>
            </tr>
            {dimensions.map((dimension) => (
              <Row
                key={dimension}
                title={sectionTitle(dimension.replaceAll("-", " "))}
                takes={takes}
                cell={({ reviews }) => {
                  const mean = meanPoint(reviews, dimension);
                  return mean === undefined ? words.none : <Points point={mean} />;
                }}
              />
            ))}
          </tbody>
        )}
      </table>
    </div>
  );
}

function Row({ title, takes, cell }: { title: string; takes: readonly Compared[]; cell: (take: Compared) => ComponentChildren }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      {takes.map((take) => (
        <td key={take.name}>{cell(take)}</td>
      ))}
    </tr>
  );
}

function SectionCell({ take, section, isBlind }: { take: Compared; section: string; isBlind: boolean }) {
  const score = take.told.sections.find((other) => other.section === section);
  if (!score) return <>{words.none}</>;
  return (
    <>
      <TimeAndBand seconds={score.elapsedSeconds} low={score.lowSeconds} high={score.highSeconds} />
      {!isBlind && (
        <span class={isOver(score) ? "verdict verdict-over" : "verdict"}>
          {isOver(score) ? `▲ ${signedClock(secondsOver(score))}` : sections.verdicts[score.verdict]}
        </span>
      )}
    </>
  );
}

function TimeAndBand({ seconds, low, high }: { seconds: number; low: number; high: number }) {
  return (
    <>
      <strong>{clock(seconds)}</strong> <span class="of-band">{sections.ofBand(clock(low), clock(high))}</span>
    </>
  );
}

function PauseCell({ take: { report } }: { take: Compared }) {
  if (!report) return <>{words.none}</>;
  if (report.pausesWithheld) return <span class="state">{words.withheld}</span>;
  const lengths = report.pauses.map(({ startSample, endSample }) => toSeconds(endSample - startSample, report.sampleRateHertz));
  return (
    <>
      <strong>{lengths.length}</strong>{" "}
      {lengths.length > 0 && <span class="of-band">{words.longestPause(figure(Math.max(...lengths), 1))}</span>}
    </>
  );
}

/** Points of 5, as a row of dots and a figure. */
function Points({ point }: { point: number }) {
  return (
    <span class="points">
      <svg viewBox="0 0 58 10" width="58" height="10" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((index) => (
          <circle key={index} cx={5 + index * 12} cy="5" r="4" class={point >= index + 0.75 ? "point-full" : point >= index + 0.25 ? "point-half" : "point-empty"} />
        ))}
      </svg>
      {figure(point, Number.isInteger(point) ? 0 : 1)}
    </span>
  );
}
