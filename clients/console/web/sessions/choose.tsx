import { comparePath } from "../routes";
import { words } from "../words/sessions";

const MOST = 4;

/** The chosen takes once one more is chosen or no longer: the first makes room for a fifth. */
export function chosenWith(chosen: readonly string[], take: string, isChosen: boolean): string[] {
  const others = chosen.filter((other) => other !== take);
  return isChosen ? [...others, take].slice(-MOST) : others;
}

interface ChooseProps {
  title: string;
  isChosen: boolean;
  /** Without sections there is nothing to compare. */
  isPossible: boolean;
  onChoose: (isChosen: boolean) => void;
}

/** Chooses a take to be compared. */
export function Choose({ title, isChosen, isPossible, onChoose }: ChooseProps) {
  return (
    <label class="choose">
      <input
        type="checkbox"
        aria-label={words.session.choose(title)}
        checked={isChosen}
        disabled={!isPossible}
        onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
      />
    </label>
  );
}

/** Leads to the comparison once two are chosen. `chosen` is in the order in which they are compared. */
export function CompareBar({ chosen }: { chosen: readonly string[] }) {
  if (chosen.length < 2) {
    return (
      <p class="compare-bar hint" role="status">
        {words.session.compareHint}
      </p>
    );
  }
  return (
    <p class="compare-bar compare-ready">
      <a class="button primary" href={comparePath(chosen)}>
        {words.session.compareChosen(chosen.length)}
      </a>
    </p>
  );
}
