/** Moves the focus to the next or the previous row of a list; to its first where none has it. */
export function moveAmongRows(list: HTMLElement | null, step: 1 | -1): void {
  const rows = [...(list?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
  const here = rows.findIndex((row) => row === document.activeElement);
  const there = here < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, here + step));
  rows[there]?.focus();
}
