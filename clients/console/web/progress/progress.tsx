import { overviews } from "../api/clients";
import { useLoaded } from "../api/load";
import { useChanges } from "../api/watch";
import type { TakeOverview } from "../generated/starling/session/v1/overview_pb";
import { navigate } from "../router";
import { progressPath } from "../routes";
import { type SectionSign, sectionSigns, sectionTitle, signOf } from "../sections";
import { withTake } from "../sessions/takes";
import { FailureNotice, Heading, Notice, Skeleton, useTitle } from "../shell/screen";
import { clock } from "../time";
import { figure } from "../words/intl";
import { words } from "../words/progress";
import { Chart } from "./chart";
import { ratingScale, type Scale, scoreScale, timeScale } from "./scale";
import { questionsOf, ratingSeries, reported, scoreSeries, sectionSeries, type Series, totalSeries } from "./series";

const MOST_READ = 200;
/** More points than this stand too close to be pressed. */
const MOST_SHOWN = 30;

/** How the speaker's times and ratings go, over takes. */
export function ProgressScreen({ question }: { question: string }) {
  const { data, failure, reload, update } = useLoaded(
    async (signal) => (await overviews.listTakeOverviews({ parent: "sessions/-", pageSize: MOST_READ }, { signal })).takes,
    [],
  );
  useChanges((change) => {
    if (change.case === "ready") reload();
    else if (change.case === "take") update((takes) => withTake(takes, change.value));
    else if (change.case === "removedTake") update((takes) => takes.filter(({ name }) => name !== change.value));
  });
  useTitle(words.title);
  const all = data && reported(data, "");
  const chosen = data ? reported(data, question) : [];
  return (
    <>
      <div class="screen-head">
        <div>
          <Heading>{words.title}</Heading>
          <p class="subtitle">{words.lead}</p>
        </div>
        {all && all.length > 0 && <QuestionChoice takes={all} question={question} />}
      </div>
      {failure && <FailureNotice failure={failure} retry={reload} />}
      {!data && !failure && <Skeleton />}
      {data && all?.length === 0 && (
        <Notice title={words.emptyTitle} text={words.empty}>
          <code class="command">{words.emptyCommand}</code>
        </Notice>
      )}
      {data && all && all.length > 0 && <Charts takes={chosen.slice(-MOST_SHOWN)} />}
      {chosen.length > MOST_SHOWN && <p class="shown">{words.limit(MOST_SHOWN)}</p>}
    </>
  );
}

function QuestionChoice({ takes, question }: { takes: readonly TakeOverview[]; question: string }) {
  return (
    <label class="field question-choice">
      {words.question}
      <select value={question} onChange={({ currentTarget }) => navigate(progressPath(currentTarget.value), "replace")}>
        <option value="">{words.allQuestions}</option>
        {questionsOf(takes).map(({ name, title, count }) => (
          <option key={name} value={name}>
            {words.questionOption(title, count)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Charts({ takes }: { takes: readonly TakeOverview[] }) {
  const sections = sectionSeries(takes);
  const ratings = ratingSeries(takes);
  const total = totalSeries(takes);
  return (
    <>
      <h2 class="charts-title">{words.answer}</h2>
      <div class="charts charts-wide">
        <Chart title={words.score} series={scoreSeries(takes)} scale={scoreScale} tell={(value) => figure(value)} />
        <Chart title={words.total} series={total} scale={scaleOf([total])} tell={clock} />
      </div>
      <h2 class="charts-title">{words.sections}</h2>
      <div class="charts">
        {sections.map((series) => {
          const sign = signIn(takes, series.id);
          return (
            <Chart
              key={series.id}
              title={sectionTitle(series.id)}
              series={series}
              scale={scaleOf([series])}
              tell={clock}
              {...(sign ? { sign } : {})}
            />
          );
        })}
      </div>
      {ratings.length > 0 && (
        <>
          <h2 class="charts-title">{words.ratings}</h2>
          <div class="charts">
            {ratings.map((series) => (
              <Chart
                key={series.id}
                title={sectionTitle(series.id.replaceAll("-", " "))}
                series={series}
                scale={ratingScale}
                tell={(value) => figure(value, Number.isInteger(value) ? 0 : 1)}
              />
            ))}
          </div>
        </>
      )}
    </>
  );
}

/** High enough for every time and every band. */
function scaleOf(series: readonly Series[]): Scale {
  return timeScale(series.flatMap(({ points }) => points.flatMap((point) => (point ? [point.value, point.band?.high ?? 0] : []))));
}

/** A section's sign in the newest take that has it: it depends on the format. */
function signIn(takes: readonly TakeOverview[], section: string): SectionSign | undefined {
  const take = takes.findLast(({ sections }) => sections.some((score) => score.section === section));
  return take && signOf(sectionSigns(take.sections.map((score) => score.section)), section);
}
