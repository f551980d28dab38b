import { type Route, parseRoute } from "./routes";
import { createStore, useStore } from "./store";

const address = createStore(location.pathname + location.search);
addEventListener("popstate", () => address.set(location.pathname + location.search));

export function useRoute(): Route {
  const [pathname = "/", search = ""] = useStore(address).split(/(?=\?)/);
  return parseRoute(pathname, search);
}

/** Shows another screen. */
export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (how === "push") history.pushState(null, "", path);
  else history.replaceState(null, "", path);
  address.set(location.pathname + location.search);
  if (how === "push") scrollTo(0, 0);
}

/** Makes links within the page change screens without loading it anew. */
export function followLinks(): void {
  addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin || link.hash) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
