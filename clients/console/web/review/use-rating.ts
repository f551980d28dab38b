// Keeps the caller's review: in the tab with every letter, on the server soon after.
import { useEffect, useRef, useState } from "preact/hooks";
import { authorName, requireAuthorName } from "../api/caller";
import { reviews } from "../api/clients";
import { failureOf } from "../api/failure";
import { pause } from "../api/pause";
import type { Level } from "../generated/starling/content/v1/level_pb";
import type { Review } from "../generated/starling/session/v1/review_pb";
import { isTyping } from "../shell/shortcuts";
import { newRequestId } from "./request-id";
import { type DraftReview, EMPTY_REVIEW, draftOf, isSame, parseDraft } from "./draft-review";
import type { Drafts } from "./drafts";
import type { SaveState } from "./rating";

const FIELD = "review";
const REQUEST_FIELD = "review-request";
const SETTLE_MS = 800;

export interface OwnReview {
  draft: DraftReview;
  change: (draft: DraftReview) => void;
  saveState: SaveState;
  problem: string | null;
  /** What another window has made of it; the caller chooses. */
  theirs: Review | null;
  choose: (whose: "theirs" | "mine") => void;
  send: () => Promise<void>;
}

export interface OwnReviewOptions {
  take: string;
  takeLevel: Level;
  /** The caller's review as the server has it; null where there is none. */
  own: Review | null;
  drafts: Drafts;
  onSaved: (review: Review) => void;
}

export function useOwnReview({ take, takeLevel, own, drafts, onSaved }: OwnReviewOptions): OwnReview {
  const [draft, setDraft] = useState<DraftReview>(() => parseDraft(drafts.read(FIELD)) ?? EMPTY_REVIEW);
  const [saveState, setSaveState] = useState<SaveState>("clean");
  const [problem, setProblem] = useState<string | null>(null);
  const [theirs, setTheirs] = useState<Review | null>(null);
  // What the draft was made from: sent along, so that nobody's work is overwritten unseen.
  const base = useRef<Review | null>(null);
  const latest = useRef({ draft, dirty: drafts.read(FIELD) !== "" });
  const saving = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isGone = useRef(false);

  useEffect(() => {
    if (!own) return;
    if (!base.current || !latest.current.dirty) base.current = own;
    if (!latest.current.dirty && !isSame(latest.current.draft, draftOf(own, takeLevel))) show(draftOf(own, takeLevel));
  }, [own]);
  useEffect(() => {
    if (latest.current.dirty) schedule();
    // Whoever leaves may not come back to this tab, which alone knows what is not saved.
    const leave = () => {
      if ((isGone.current || document.hidden) && latest.current.dirty && authorName.get()) void save();
    };
    document.addEventListener("visibilitychange", leave);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      clearTimeout(timer.current);
      isGone.current = true;
      leave();
    };
  }, []);

  function show(next: DraftReview): void {
    latest.current = { ...latest.current, draft: next };
    setDraft(next);
  }

  function change(next: DraftReview): void {
    latest.current.dirty = true;
    show(next);
    drafts.write(FIELD, JSON.stringify(next));
    setSaveState("unsaved");
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer.current);
    // The question for a name must not come between two letters: it would take the second one.
    const isAsking = () => !authorName.get() && isTyping(document.activeElement);
    timer.current = setTimeout(() => (isAsking() ? schedule() : void save()), SETTLE_MS);
  }

  function save(): Promise<boolean> {
    clearTimeout(timer.current);
    saving.current ??= run().finally(() => (saving.current = null));
    return saving.current;
  }

  async function run(): Promise<boolean> {
    if (theirs) return false;
    if (!base.current && isSame(latest.current.draft, EMPTY_REVIEW)) {
      // Taken back before any of it was saved: nothing to sign, and no review to make.
      latest.current.dirty = false;
      drafts.write(FIELD, "");
      setSaveState("clean");
      return true;
    }
    for (let attempt = 0; latest.current.dirty; attempt++) {
      const author = await requireAuthorName();
      if (!author) return false;
      const written = latest.current.draft;
      setSaveState("saving");
      try {
        const saved = await write(author, written);
        base.current = saved;
        onSaved(saved);
        setProblem(null);
        if (isSame(latest.current.draft, written)) {
          latest.current.dirty = false;
          drafts.write(FIELD, "");
          setSaveState("saved");
          return true;
        }
        if (isGone.current) return false;
        attempt = -1;
      } catch (error) {
        setSaveState("unsaved");
        const failure = failureOf(error);
        if (failure.reason === "ETAG_MISMATCH" && base.current) {
          const { review } = await reviews.getReview({ name: base.current.name }).catch(() => ({ review: undefined }));
          if (review) return setTheirs(review), false;
        }
        if (failure.reason === "REVIEW_NOT_FOUND") {
          base.current = null;
          drafts.write(REQUEST_FIELD, newRequestId());
        } else if (!failure.isPassing) {
          setProblem(failure.text);
          return false;
        }
        if (isGone.current) return false;
        await pause(attempt);
      }
    }
    return !latest.current.dirty;
  }

  async function write(author: string, { note, nextStep, ratings }: DraftReview): Promise<Review> {
    const fields = { note, nextStep, ratings: ratings.map((rating) => ({ ...rating })) };
    const known = base.current;
    if (known) {
      const { review } = await reviews.updateReview({
        review: { ...fields, name: known.name, etag: known.etag },
        updateMask: { paths: ["*"] },
      });
      return review ?? known;
    }
    // Kept until it is there: a repeated request makes no second review.
    const requestId = drafts.read(REQUEST_FIELD) || newRequestId();
    drafts.write(REQUEST_FIELD, requestId);
    // Emptied of what may have changed since the first attempt, a repeated request has the same content.
    const { review } = await reviews.createReview({ parent: take, requestId, review: { author } });
    if (!review) throw new TypeError("the server sent no review");
    base.current = review;
    drafts.write(REQUEST_FIELD, "");
    return write(author, { note, nextStep, ratings });
  }

  return {
    draft,
    change,
    saveState,
    problem,
    theirs,
    choose(whose) {
      if (!theirs) return;
      base.current = theirs;
      setTheirs(null);
      if (whose === "mine") return schedule();
      latest.current.dirty = false;
      drafts.write(FIELD, "");
      show(draftOf(theirs, takeLevel));
      setSaveState("saved");
      onSaved(theirs);
    },
    async send() {
      if (!(await save()) && latest.current.dirty) return;
      const name = base.current?.name;
      if (!name) return;
      try {
        const { review } = await reviews.sendReview({ name });
        if (!review) return;
        base.current = review;
        onSaved(review);
        setProblem(null);
      } catch (error) {
        setProblem(failureOf(error).text);
      }
    },
  };
}
