// What coaches have sent: the one thing to do next on top.
import type { Level } from "../generated/starling/content/v1/level_pb";
import type { Rubric } from "../generated/starling/content/v1/rubric_pb";
import type { Review } from "../generated/starling/session/v1/review_pb";
import { words } from "../words/review";
import { draftOf, ratingOf } from "./draft-review";

export interface SentReviewsProps {
  reviews: readonly Review[];
  rubrics: readonly Rubric[];
  takeLevel: Level;
  sentText: (review: Review) => string;
}

export function SentReviews({ reviews, rubrics, takeLevel, sentText }: SentReviewsProps) {
  if (reviews.length === 0) return <p class="soft empty">{words.noReviews}</p>;
  return (
    <>
      {reviews.map((review) => (
        <article key={review.name} class="sent-review">
          {review.nextStep && (
            <p class="next-step">
              <span class="next-step-word">{words.next}</span> {review.nextStep}
            </p>
          )}
          <header>
            <strong>{words.reviewBy(review.author)}</strong> {review.isOwn && <span class="tag">{words.you}</span>}{" "}
            <span class="soft">{sentText(review)}</span>
          </header>
          {review.note && <p class="comment-text">{review.note}</p>}
          <Ratings review={review} rubrics={rubrics} takeLevel={takeLevel} />
        </article>
      ))}
    </>
  );
}

function Ratings({ review, rubrics, takeLevel }: Omit<SentReviewsProps, "reviews" | "sentText"> & { review: Review }) {
  const draft = draftOf(review, takeLevel);
  const used = rubrics.filter(({ level }) => draft.ratings.some((rating) => rating.level === level));
  const dimensions = used[0]?.dimensions ?? [];
  if (dimensions.length === 0) return null;
  return (
    <details class="ratings">
      <summary>{words.ratingsSummary}</summary>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={words.ratingsSummary}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.dimension}</th>
              {used.map(({ level }) => (
                <th scope="col" key={level}>
                  {words.level[level]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {dimensions.map(({ id, title }) => (
              <tr key={id}>
                <th scope="row">{title}</th>
                {used.map((rubric) => {
                  const rating = ratingOf(draft, id, rubric.level);
                  const own = rubric.dimensions.find((dimension) => dimension.id === id);
                  return (
                    <td key={rubric.level}>
                      {rating ? (
                        <>
                          <Dots point={rating.point} />
                          <span class="soft anchor-text"> {own?.points[rating.point - 1]}</span>
                          {rating.missingEvidence && (
                            <p class="missing">
                              <strong>{words.missingEvidence}:</strong> {rating.missingEvidence}
                            </p>
                          )}
                        </>
                      ) : (
                        <span class="soft">{words.notRated}</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** "3" and three of five dots. */
function Dots({ point }: { point: number }) {
  return (
    <span class="dots">
      <strong>{point}</strong>{" "}
      <span aria-hidden="true">
        {"●".repeat(point)}
        {"○".repeat(Math.max(0, 5 - point))}
      </span>
    </span>
  );
}
