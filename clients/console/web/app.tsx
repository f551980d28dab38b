import { useEffect, useRef } from "preact/hooks";
import { nameRequest, useKnownCaller } from "./api/caller";
import { access } from "./api/credentials";
import { useConnection, watch } from "./api/watch";
import { Closed, CompareScreen, Entrance, NameDialog, ProgressScreen, ReviewScreen, SessionScreen, SessionsScreen, ShortcutList } from "./late-screens";
import { OverPattern } from "./over-pattern";
import { navigate, useRoute } from "./router";
import { type Route, pathOf } from "./routes";
import { Arriving } from "./shell/arriving";
import { Header } from "./shell/header";
import { Heading } from "./shell/screen";
import { isListed } from "./shell/shortcuts";
import { Toasts } from "./shell/toasts";
import { useStore } from "./store";
import { words } from "./words/app";

/** The page: a header, one screen, and what lies above them. */
export function App() {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const answer = useStore(nameRequest);
  useFocus(main, JSON.stringify("take" in route || "session" in route ? route : route.screen));
  return (
    <>
      <a class="skip" href="#content" onClick={(event) => focusContent(event, main.current)}>
        {words.skip}
      </a>
      <Header route={route} />
      <Banner />
      <main ref={main} id="content" tabIndex={-1} class={`screen-${route.screen}`}>
        <Content route={route} />
      </main>
      <OverPattern />
      <Toasts />
      {answer && <NameDialog answer={answer} />}
      {useStore(isListed) && <ShortcutList />}
    </>
  );
}

/** What the caller is let in to. */
function Content({ route }: { route: Route }) {
  const now = useStore(access);
  const caller = useKnownCaller();
  switch (now.state) {
    case "none":
      return <Entrance />;
    case "closed":
      return <Closed reason={now.reason} />;
    case "arriving":
      return <Arriving />;
    case "open":
      return caller ? <Watched key={now.token} session={caller.session} route={route} /> : <Arriving />;
  }
}

/** The screens of whoever is let in, with one stream that tells what changes. */
function Watched({ session, route }: { session: string; route: Route }) {
  useEffect(() => watch(session || "sessions/-"), [session]);
  // What is said once the link ends must not have to be fetched then, nor what is asked when the server is away.
  useEffect(Closed.prepare, []);
  useEffect(NameDialog.prepare, []);
  const home = session && (route.screen === "sessions" || route.screen === "progress") ? session : "";
  useEffect(() => {
    if (home) navigate(pathOf(home), "replace");
  }, [home]);
  return home ? null : <Screen route={route} />;
}

function Screen({ route }: { route: Route }) {
  switch (route.screen) {
    case "sessions":
      return <SessionsScreen />;
    case "session":
      return <SessionScreen key={route.session} session={route.session} />;
    case "review":
      return <ReviewScreen key={route.take} take={route.take} />;
    case "compare":
      return <CompareScreen key={route.takes.join()} takes={route.takes} />;
    case "progress":
      return <ProgressScreen question={route.question} />;
    case "missing":
      return (
        <div class="entrance">
          <Heading>{words.missing.title}</Heading>
          <p class="lead">{words.missing.text}</p>
          <p>
            <a href="/">{words.missing.back}</a>
          </p>
        </div>
      );
  }
}

/** Says that the server is away, wherever one is. */
function Banner() {
  const isAway = useConnection() === "reconnecting";
  const isOpen = useStore(access).state === "open";
  return (
    <div role="status" class="banner-place">
      {isAway && isOpen && <p class="banner">{words.connection.reconnecting}</p>}
    </div>
  );
}

/** Moves the focus to the new screen's heading, so that screen readers say where one is; not on the first one. */
function useFocus(main: { current: HTMLElement | null }, screen: string): void {
  const last = useRef(screen);
  useEffect(() => {
    if (last.current === screen) return;
    last.current = screen;
    (main.current?.querySelector("h1") ?? main.current)?.focus({ preventScroll: true });
  }, [screen]);
}

function focusContent(event: Event, main: HTMLElement | null): void {
  event.preventDefault();
  main?.focus();
}
