// Where the time of an answer went, as the server's report has it.
import type { Loss, Report, SectionScore } from "../generated/starling/session/v1/session_pb";
import { Verdict } from "../generated/starling/session/v1/session_pb";
import { type SectionSign, secondsOver, signOf } from "../sections";
import { words } from "../words/review";
import { words as sections } from "../words/sections";
import { SectionLetter } from "./section-letter";

/** A shape for each verdict, so that colour is not all there is. */
const SHAPES: Record<number, string> = {
  [Verdict.MISSING]: "○",
  [Verdict.SHORT]: "◁",
  [Verdict.ON_TIME]: "✓",
  [Verdict.LONG]: "▷",
  [Verdict.OVER]: "▶",
};

const TONES: Record<number, string> = {
  [Verdict.MISSING]: "bad",
  [Verdict.SHORT]: "warn",
  [Verdict.ON_TIME]: "good",
  [Verdict.LONG]: "warn",
  [Verdict.OVER]: "bad",
};

export interface SectionTableProps {
  report: Report;
  signs: readonly SectionSign[];
  titleOf: (place: string) => string;
  /** Whether score, verdicts and advice are hidden until somebody has rated. */
  isBlind: boolean;
}

const one = (value: number) => value.toFixed(1);

export function SectionTable({ report, signs, titleOf, isBlind }: SectionTableProps) {
  const score = report.score;
  if (!score) return null;
  const total = score.total;
  return (
    <>
      {!isBlind && report.advice && (
        <p class="advice">
          <strong>{words.fixFirst}</strong> {report.advice}
        </p>
      )}
      <div class="table-scroll" tabIndex={0} role="group" aria-label={words.sections}>
        <table class="section-table">
          <thead>
            <tr>
              <th scope="col">{words.section}</th>
              <th scope="col" class="number">{words.time}</th>
              <th scope="col" class="number">{words.band}</th>
              {!isBlind && <th scope="col">{words.verdict}</th>}
              {!isBlind && <th scope="col" class="number">{words.pointsLost}</th>}
            </tr>
          </thead>
          <tbody>
            {score.sections.map((section) => (
              <tr key={section.section}>
                <th scope="row">
                  <SectionLetter sign={signOf(signs, section.section)} /> {titleOf(section.section)}
                </th>
                <td class="number">{words.secondsText(one(section.elapsedSeconds))}</td>
                <td class="number soft" data-label={words.band}>{words.bandText(one(section.lowSeconds), one(section.highSeconds))}</td>
                {!isBlind && (
                  <td>
                    <VerdictMark section={section} />
                  </td>
                )}
                {!isBlind && <td class="number" data-label={words.pointsLost}>{pointsOf(score.losses, section.section)}</td>}
              </tr>
            ))}
          </tbody>
          {total && (
            <tfoot>
              <tr>
                <th scope="row">{words.total}</th>
                <td class="number">{words.secondsText(one(total.elapsedSeconds))}</td>
                <td class="number soft" data-label={words.band}>{words.bandText(one(total.lowSeconds), one(total.highSeconds))}</td>
                {!isBlind && <td />}
                {!isBlind && <td class="number" />}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {!isBlind && <ScoreExplained report={report} titleOf={titleOf} />}
    </>
  );
}

function VerdictMark({ section }: { section: SectionScore }) {
  const over = secondsOver(section);
  const off = over > 0 ? over : section.verdict === Verdict.SHORT ? section.lowSeconds - section.elapsedSeconds : 0;
  return (
    <span class={`verdict-mark ${TONES[section.verdict] ?? ""}`}>
      <span aria-hidden="true">{SHAPES[section.verdict]}</span> {sections.verdicts[section.verdict]}
      {off > 0 && <span class="soft"> {words.byText(one(off))}</span>}
    </span>
  );
}

/** The way from 100 points to the score: the greatest loss first. */
export function ScoreExplained({ report, titleOf }: Pick<SectionTableProps, "report" | "titleOf">) {
  const score = report.score;
  if (!score) return null;
  const losses = [...score.losses].sort((a, b) => b.points - a.points);
  return (
    <div class="score-box">
      <p class="score-figure">
        <span class="soft">{words.score}</span> <strong>{words.scoreOf(score.timingScore.toFixed(0))}</strong>
      </p>
      <details>
        <summary>{words.scoreHow}</summary>
        <p>{words.scoreStart}</p>
        {losses.length === 0 ? (
          <p>{words.nothingLost}</p>
        ) : (
          <table class="losses">
            <tbody>
              {losses.map((loss, at) => (
                <tr key={at}>
                  <th scope="row">{causeText(loss, titleOf)}</th>
                  <td class="number">−{one(loss.points)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{words.scoreLeft}</th>
                <td class="number">{one(score.timingScore)}</td>
              </tr>
            </tfoot>
          </table>
        )}
        <p class="soft">
          {words.orderScore(score.orderScore.toFixed(0))}
          {score.headlineOverrunSeconds !== undefined &&
            ` · ${words.headline(one(Math.abs(score.headlineOverrunSeconds)), score.headlineOverrunSeconds >= 0)}`}
        </p>
      </details>
    </div>
  );
}

/** What is known of voice and pauses, in sentences. */
export function Facts({ report }: { report: Report }) {
  const rate = report.sampleRateHertz || 1;
  const level = report.level;
  const facts = [
    report.firstSpeechSample !== undefined && words.firstWord(one(Number(report.firstSpeechSample) / rate)),
    report.pausesWithheld
      ? words.pausesWithheld(report.pausesWithheld)
      : report.pauses.length
        ? words.pauses(report.pauses.length)
        : words.noPauses,
    level &&
      (level.rmsLevelDbfs === undefined || level.peakLevelDbfs === undefined
        ? words.digitalSilence
        : words.loudness(one(level.rmsLevelDbfs), one(level.peakLevelDbfs))),
    level && level.clippedSampleCount > 0n && words.clipped(Number(level.clippedSampleCount)),
    report.lostFrameCount > 0n && words.lost(words.secondsText((Number(report.lostFrameCount) / rate).toFixed(2))),
  ];
  return (
    <ul class="facts soft" aria-label={words.facts}>
      {facts.map((fact) => fact && <li key={fact}>{fact}</li>)}
    </ul>
  );
}

function pointsOf(losses: readonly Loss[], section: string): string {
  const loss = losses.find(({ cause }) => cause.case === "section" && cause.value === section);
  return loss ? `−${one(loss.points)}` : "";
}

function causeText({ cause }: Loss, titleOf: (place: string) => string): string {
  if (cause.case === "section") return titleOf(cause.value);
  return cause.case === "whole" ? words.wholeCause(cause.value) : "";
}
