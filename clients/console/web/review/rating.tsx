// Rates an answer by the rubrics of its levels, side by side.
import { useState } from "preact/hooks";
import type { Level } from "../generated/starling/content/v1/level_pb";
import type { Dimension, Rubric } from "../generated/starling/content/v1/rubric_pb";
import { words } from "../words/rating";
import { words as review } from "../words/review";
import { Conflict } from "./conflict";
import { type DraftReview, rated, ratedCount, ratingOf } from "./draft-review";
import { inLines } from "./rating-in-lines";

/** How the draft stands with the server. */
export type SaveState = "clean" | "saving" | "saved" | "unsaved";

export interface RatingProps {
  rubrics: readonly Rubric[];
  draft: DraftReview;
  onChange: (draft: DraftReview) => void;
  /** What another window has made of it: one of the two is chosen before anything else. */
  theirs: DraftReview | null;
  onChoose: (whose: "theirs" | "mine") => void;
  saveState: SaveState;
  /** When it was sent to the speaker; null for a draft. */
  sentText: string | null;
  onSend: () => void;
  problem: string | null;
}

const POINTS = [1, 2, 3, 4, 5];

export function RatingForm({ rubrics, draft, onChange, theirs, onChoose, saveState, sentText, onSend, problem }: RatingProps) {
  const [shownLevel, setShownLevel] = useState<Level | null>(null);
  const first = rubrics[0];
  const narrow = shownLevel ?? first?.level;
  if (theirs) {
    return (
      <Conflict
        theirs={inLines(theirs, rubrics)}
        yours={inLines(draft, rubrics)}
        onTheirs={() => onChoose("theirs")}
        onYours={() => onChoose("mine")}
      />
    );
  }
  const isEmpty = !draft.note && !draft.nextStep && draft.ratings.length === 0;
  return (
    <form class="rating" onSubmit={(event) => event.preventDefault()}>
      {rubrics.length === 0 && <p class="soft">{words.noRubrics}</p>}
      {rubrics.length > 1 && (
        <div class="level-tabs" role="group" aria-label={review.rating}>
          {rubrics.map(({ level }) => (
            <button key={level} type="button" aria-pressed={narrow === level} onClick={() => setShownLevel(level)}>
              {words.rubricOf(review.level[level] ?? "")}
            </button>
          ))}
        </div>
      )}
      {rubrics.length > 0 && (
        <p class="rated-counts soft">
          {rubrics.map((rubric) => (
            <span key={rubric.level}>
              {review.level[rubric.level]}: {words.rated(ratedCount(draft, rubric), rubric.dimensions.length)}
            </span>
          ))}
        </p>
      )}
      {first?.dimensions.map((dimension) => (
        <section key={dimension.id} class="dimension">
          <h3>{dimension.title}</h3>
          <p class="soft">{dimension.what}</p>
          <div class="dimension-levels">
            {rubrics.map((rubric) => {
              const own = rubric.dimensions.find(({ id }) => id === dimension.id);
              return own ? (
                <div key={rubric.level} class={`at-level ${rubric.level === narrow ? "is-shown" : ""}`}>
                  <Scale dimension={own} level={rubric.level} draft={draft} onChange={onChange} />
                </div>
              ) : null;
            })}
          </div>
        </section>
      ))}
      <label class="stacked">
        <span>{words.note}</span>
        <textarea
          rows={4}
          maxLength={10_000}
          value={draft.note}
          onInput={(event) => onChange({ ...draft, note: event.currentTarget.value })}
        />
      </label>
      <label class="stacked next-step-field">
        <span>{words.nextStep}</span>
        <input
          type="text"
          maxLength={500}
          placeholder={words.nextStepHint}
          value={draft.nextStep}
          onInput={(event) => onChange({ ...draft, nextStep: event.currentTarget.value })}
        />
      </label>
      {problem && <p class="problem" role="alert">{problem}</p>}
      <div class="tools send-row">
        {sentText === null ? (
          <button type="button" class="primary" disabled={isEmpty} onClick={onSend}>
            {words.sendReview}
          </button>
        ) : (
          <span class="tag good">✓ {sentText}</span>
        )}
        {/* Only that it is saved is told aloud: the way there changes with every letter. */}
        <span role="status" class="soft">
          {saveState === "saved" && (sentText === null ? words.saved : words.savedSent)}
        </span>
        {saveState === "saving" && <span class="soft">{words.saving}</span>}
        {saveState === "unsaved" && <span class="soft">{words.unsaved}</span>}
      </div>
      {sentText === null && !isEmpty && <p class="soft hint">{words.sendSure}</p>}
    </form>
  );
}

interface ScaleProps {
  dimension: Dimension;
  level: Level;
  draft: DraftReview;
  onChange: (draft: DraftReview) => void;
}

/** One dimension at one level: five points, each with what a coach hears there. */
function Scale({ dimension, level, draft, onChange }: ScaleProps) {
  const rating = ratingOf(draft, dimension.id, level);
  const levelWord = review.level[level] ?? "";
  return (
    <fieldset class="scale">
      <legend>
        <span class="visually-hidden">{dimension.title} </span>
        {words.rubricOf(levelWord)}
        {!rating && <span class="soft"> · {review.notRated}</span>}
      </legend>
      {POINTS.map((point) => (
        <label key={point} class="anchor">
          <input
            type="radio"
            name={`${level}-${dimension.id}`}
            value={point}
            checked={rating?.point === point}
            onChange={() =>
              onChange(
                rated(draft, { dimension: dimension.id, level, point, missingEvidence: rating?.missingEvidence ?? "" }),
              )
            }
          />
          <span class="anchor-point">{words.point(point)}</span>
          <span class="anchor-text">{dimension.points[point - 1]}</span>
        </label>
      ))}
      {rating && (
        <label class="stacked">
          <span class="soft">{review.missingEvidence}</span>
          <textarea
            rows={2}
            maxLength={1000}
            placeholder={words.missingEvidenceHint}
            value={rating.missingEvidence}
            onInput={(event) => onChange(rated(draft, { ...rating, missingEvidence: event.currentTarget.value }))}
          />
        </label>
      )}
    </fieldset>
  );
}
