/** What the list of keys says. */
export const words = {
  title: "Keyboard shortcuts",
  enabled: "Use single keys as shortcuts",
  help: "Show this list",
  or: "or",
  names: { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Enter: "Enter", Escape: "Esc", " ": "Space" } as Record<string, string>,
};
