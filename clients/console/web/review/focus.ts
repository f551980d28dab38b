/** For what appears because somebody asked for it, as its `ref`: `autofocus` works only when a page loads. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}
