import { words } from "../words/review";

interface RangeButtonsProps {
  onFrom: () => void;
  onTo: () => void;
  /** Absent where no range is chosen. */
  onClear?: () => void;
}

/** Choose a range by its two ends, where the player is. */
export function RangeButtons({ onFrom, onTo, onClear }: RangeButtonsProps) {
  return (
    <span class="button-group">
      <button type="button" onClick={onFrom} title={words.rangeStart}>
        <kbd>I</kbd> {words.from}
      </button>
      <button type="button" onClick={onTo} title={words.rangeEnd}>
        <kbd>O</kbd> {words.to}
      </button>
      {onClear && (
        <button type="button" onClick={onClear} title={words.clearRange} aria-label={words.clearRange}>
          ×
        </button>
      )}
    </span>
  );
}
