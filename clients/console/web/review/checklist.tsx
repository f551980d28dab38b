// The question beside the answer: what to listen for, ticked at the moment it is heard.
import type { Question } from "../generated/starling/content/v1/question_pb";
import { type Comment, CommentKind } from "../generated/starling/session/v1/review_pb";
import { toSeconds, clock } from "../time";
import { words } from "../words/review";
import { type Thread, heardAt } from "./threads";

export interface ChecklistProps {
  question: Question;
  threads: readonly Thread[];
  rate: number;
  /** The criteria whose ticks are on their way. */
  waiting: readonly string[];
  /** Whether criteria can be ticked. */
  canComment: boolean;
  onTick: (criterion: string, kind: CommentKind.SIGNAL | CommentKind.RED_FLAG) => void;
  /** Takes back what the caller ticked. */
  onUntick: (comments: readonly Comment[]) => void;
  onSeek: (sample: number) => void;
}

export function Checklist(props: ChecklistProps) {
  const { question, canComment } = props;
  return (
    <div class="checklist">
      <blockquote>{question.text}</blockquote>
      {canComment && <p class="soft">{words.tickHint}</p>}
      <Criteria {...props} title={words.evaluated} criteria={question.evaluated} kind={CommentKind.SIGNAL} />
      <Criteria {...props} title={words.redFlags} criteria={question.redFlags} kind={CommentKind.RED_FLAG} />
      <Criteria {...props} title={words.followUps} criteria={question.followUps} kind={CommentKind.SIGNAL} />
    </div>
  );
}

interface CriteriaProps extends ChecklistProps {
  title: string;
  criteria: readonly string[];
  kind: CommentKind.SIGNAL | CommentKind.RED_FLAG;
}

function Criteria({ title, criteria, kind, threads, waiting, rate, canComment, onTick, onUntick, onSeek }: CriteriaProps) {
  if (criteria.length === 0) return null;
  return (
    <fieldset class="criteria">
      <legend>{title}</legend>
      <ul>
        {criteria.map((criterion) => {
          const heard = heardAt(threads, criterion);
          const own = heard.filter((comment) => comment.isOwn);
          const isWaiting = waiting.includes(criterion);
          const isTicked = own.length > 0 || isWaiting;
          return (
            <li key={criterion}>
              <label>
                <input
                  type="checkbox"
                  checked={isTicked}
                  disabled={!canComment}
                  onChange={({ currentTarget }) => {
                    // What is ticked is known by the comments alone: they may not come about.
                    currentTarget.checked = isTicked;
                    if (own.length > 0) onUntick(own);
                    else if (!isWaiting) onTick(criterion, kind);
                  }}
                />
                <span>{criterion}</span>
              </label>
              {heard.length > 0 && (
                <span class="moments">
                  {heard.map((comment) => {
                    const time = clock(toSeconds(comment.startSample, rate));
                    return (
                      <button
                        key={comment.name}
                        type="button"
                        class="moment"
                        title={words.heardAt(time, comment.author)}
                        aria-label={words.heardAt(time, comment.author)}
                        onClick={() => onSeek(Number(comment.startSample))}
                      >
                        {time}
                      </button>
                    );
                  })}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
