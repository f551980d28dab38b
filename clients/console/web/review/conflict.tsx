import { words } from "../words/changing";

export interface ConflictProps {
  theirs: string;
  yours: string;
  onTheirs: () => void;
  onYours: () => void;
}

/** Two texts, of which somebody chooses one: neither is lost before. */
export function Conflict({ theirs, yours, onTheirs, onYours }: ConflictProps) {
  return (
    <div class="conflict" role="alert">
      <p>{words.conflict}</p>
      <div class="conflict-sides">
        <section>
          <h4>{words.conflictTheirs}</h4>
          <p class="comment-text">{theirs}</p>
          <button type="button" onClick={onTheirs}>
            {words.takeTheirs}
          </button>
        </section>
        <section>
          <h4>{words.conflictYours}</h4>
          <p class="comment-text">{yours}</p>
          <button type="button" onClick={onYours}>
            {words.takeYours}
          </button>
        </section>
      </div>
    </div>
  );
}
