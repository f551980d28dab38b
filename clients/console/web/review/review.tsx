/** One take: heard, seen, commented and rated. */
export function ReviewScreen({ take }: { take: string }) {
  return <h1 tabIndex={-1}>{take}</h1>;
}
