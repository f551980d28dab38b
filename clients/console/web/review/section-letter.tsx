import type { SectionSign } from "../sections";

/** A section's letter on its colour. */
export function SectionLetter({ sign }: { sign: SectionSign | undefined }) {
  if (!sign) return null;
  return (
    <span class={`section-letter ${sign.colour}`} aria-hidden="true">
      {sign.letter}
    </span>
  );
}
