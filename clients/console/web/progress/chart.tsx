import { useId, useState } from "preact/hooks";
import { pathOf } from "../routes";
import { percent } from "../section-bar";
import type { SectionSign } from "../sections";
import { day, when } from "../words/dates";
import { words } from "../words/progress";
import { words as sections } from "../words/sections";
import { column, depth, type Scale } from "./scale";
import type { Point, Series } from "./series";

const HEIGHT = 132;
const TOP = 8;
const BOTTOM = 8;

interface ChartProps {
  title: string;
  series: Series;
  scale: Scale;
  /** A value in words, such as "1:02". */
  tell: (value: number) => string;
  sign?: SectionSign;
}

/** Points over takes; each opens its take. Tab comes to the chart, arrows go along it. */
export function Chart({ title, series: { points }, scale, tell, sign }: ChartProps) {
  const heading = useId();
  const [here, setHere] = useState<number | undefined>();
  const known = points.flatMap((point, index) => (point ? [{ point, index }] : []));
  const last = known.at(-1);
  if (!last) return null;
  const y = (value: number) => TOP + depth(scale, value) * (HEIGHT - TOP - BOTTOM);
  const entry = here ?? last.index;
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const next = known[known.findIndex(({ index }) => index === entry) + step];
    if (!next || !(event.currentTarget instanceof Element)) return;
    setHere(next.index);
    event.currentTarget.querySelector<SVGAElement>(`[data-index="${next.index}"]`)?.focus();
  };
  return (
    <section class="chart" aria-labelledby={heading}>
      <header>
        <h3 id={heading}>
          {sign && (
            <span class={`sign ${sign.colour}`} aria-hidden="true">
              {sign.letter}
            </span>
          )}
          {title}
        </h3>
        <p>
          <span class="visually-hidden">{words.latest} </span>
          <strong>{tell(last.point.value)}</strong>
          {last.point.band && <span class="of-band"> {sections.ofBand(tell(last.point.band.low), tell(last.point.band.high))}</span>}
        </p>
      </header>
      <div class="plot">
        <svg class="axis" height={HEIGHT} aria-hidden="true">
          {scale.lines.map((line) => (
            <text key={line} x="100%" y={y(line) + 4}>
              {tell(line)}
            </text>
          ))}
        </svg>
        <svg class="points-plot" height={HEIGHT} role="group" aria-label={title} onKeyDown={move}>
          {scale.lines.map((line) => (
            <line key={line} class="grid-line" x1="0" x2="100%" y1={y(line)} y2={y(line)} />
          ))}
          {known.map(({ point: { band }, index }) => {
            if (!band) return null;
            const { left, width } = column(index, points.length);
            // A point budget has no height of its own.
            const height = Math.max(3, y(band.low) - y(band.high));
            return <rect key={index} class="budget-band" x={percent(left)} width={percent(width)} y={y(band.high)} height={height} />;
          })}
          {known.slice(1).map(({ point, index }, order) => {
            const before = known[order];
            return (
              before && (
                <line
                  key={index}
                  class="trend"
                  x1={percent(column(before.index, points.length).middle)}
                  x2={percent(column(index, points.length).middle)}
                  y1={y(before.point.value)}
                  y2={y(point.value)}
                />
              )
            );
          })}
          {known.map(({ point, index }) => (
            <a
              key={index}
              href={pathOf(point.take)}
              data-index={index}
              tabIndex={index === entry ? 0 : -1}
              aria-label={label(point, tell)}
              onFocus={() => setHere(index)}
            >
              <title>{label(point, tell)}</title>
              <svg x={percent(column(index, points.length).middle)} y={y(point.value)} class="point">
                <circle r="12" class="target" />
                <Shape standing={point.standing} />
              </svg>
            </a>
          ))}
        </svg>
      </div>
      <p class="span">
        <span>{known[0] && day(known[0].point.date)}</span>
        <span>{known.length > 1 && day(last.point.date)}</span>
      </p>
      <Table title={title} points={known.map(({ point }) => point)} tell={tell} />
    </section>
  );
}

/** A dot inside the budget, a ring under it, a triangle over it. */
function Shape({ standing }: { standing: Point["standing"] }) {
  if (standing === "over") return <path class="shape shape-over" d="M0-6 5.6 4h-11.2z" />;
  return <circle r="4.5" class={standing === "under" ? "shape shape-under" : "shape"} />;
}

/** What the chart says, in rows, newest first. */
function Table({ title, points, tell }: { title: string; points: readonly Point[]; tell: (value: number) => string }) {
  const [isOpen, setOpen] = useState(false);
  const hasBands = points.some(({ band }) => band);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words.table}</summary>
      {isOpen && (
        <div class="chart-table">
          <table>
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{words.take}</th>
                <th scope="col">{words.value}</th>
                {hasBands && <th scope="col">{words.band}</th>}
              </tr>
            </thead>
            <tbody>
              {[...points].reverse().map((point) => (
                <tr key={point.take}>
                  <th scope="row">
                    <a href={pathOf(point.take)}>{when(point.date)}</a>
                  </th>
                  <td>{tell(point.value)}</td>
                  {hasBands && <td>{point.band && words.range(tell(point.band.low), tell(point.band.high))}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function label({ date, value, band, standing }: Point, tell: (value: number) => string): string {
  const rest =
    band && standing
      ? { inside: words.inside, over: words.over(tell(value - band.high)), under: words.under(tell(band.low - value)) }[standing]
      : "";
  return words.point(when(date), tell(value), rest);
}
