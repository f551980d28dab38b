import { lasting } from "../storage";
import { createStore } from "../store";

export type Theme = "auto" | "light" | "dark";

const KEY = "starling.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** What the person has chosen. */
export const theme = createStore<Theme>(kept());

/** What is shown, for what draws on a canvas. */
export const shownTheme = createStore<"light" | "dark">("light");

/** Shows the chosen colours, now and whenever the choice or the system changes. */
export function applyTheme(): void {
  const apply = () => {
    const choice = theme.get();
    const shown = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
    document.documentElement.dataset.theme = shown;
    shownTheme.set(shown);
  };
  system.addEventListener("change", apply);
  theme.follow((choice) => {
    lasting.setItem(KEY, choice);
    apply();
  });
  apply();
}

/** The choice after this one. */
export function nextTheme(choice: Theme): Theme {
  return choice === "auto" ? "light" : choice === "light" ? "dark" : "auto";
}

function kept(): Theme {
  const choice = lasting.getItem(KEY);
  return choice === "light" || choice === "dark" ? choice : "auto";
}
