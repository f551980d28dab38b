/** The stripes that mark what ran over: drawn once, used by every bar. */
export function OverPattern() {
  return (
    <svg class="patterns" width="0" height="0" aria-hidden="true">
      <pattern id="over" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="over-stripe" width="2.5" height="5" />
      </pattern>
    </svg>
  );
}
