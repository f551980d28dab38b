import { askAuthorName, useCaller, useKnownCaller } from "../api/caller";
import { progressPath, pathOf, type Route } from "../routes";
import { useStore } from "../store";
import { words } from "../words/app";
import { showShortcuts } from "./shortcuts";
import { nextTheme, theme } from "./theme";

/** What stands above every screen. */
export function Header({ route }: { route: Route }) {
  const known = useKnownCaller();
  return (
    <header class="header">
      <a class="brand" href={known?.session ? pathOf(known.session) : "/"}>
        <Mark />
        {words.product}
      </a>
      {known && <Nav route={route} />}
      <span class="spring" />
      {known && known.role !== "listener" && <NameButton />}
      {known && (
        <button type="button" class="icon-button keys-button" aria-label={words.nav.keys} title={words.nav.keys} onClick={showShortcuts}>
          ?
        </button>
      )}
      <ThemeButton />
    </header>
  );
}

function Nav({ route }: { route: Route }) {
  const { role, session } = useCaller();
  const links =
    role === "owner"
      ? [
          { href: "/", text: words.nav.sessions, isHere: route.screen === "sessions" },
          { href: progressPath(), text: words.nav.progress, isHere: route.screen === "progress" },
        ]
      : [{ href: pathOf(session), text: words.nav.takes, isHere: route.screen === "session" }];
  return (
    <nav aria-label={words.nav.label}>
      {links.map(({ href, text, isHere }) => (
        <a key={href} href={href} {...(isHere ? { "aria-current": "page" as const } : {})}>
          {text}
        </a>
      ))}
    </nav>
  );
}

function NameButton() {
  const { name } = useCaller();
  const label = words.nav.name(name);
  if (!name) return null;
  return (
    <button type="button" class="quiet name-button" aria-label={label} title={label} onClick={() => void askAuthorName()}>
      {name}
    </button>
  );
}

function ThemeButton() {
  const choice = useStore(theme);
  const label = words.theme[choice];
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={() => theme.set(nextTheme(choice))}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" stroke-width="1.6" />
        {choice !== "light" && <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />}
        {choice === "dark" && <path d="M10 3.5a6.5 6.5 0 0 0 0 13z" fill="currentColor" />}
      </svg>
    </button>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="mark-ground" />
      <path d="M6 18v-4M11 22V10M16 26V6M21 21V11M26 18v-4" class="mark-bars" />
    </svg>
  );
}
