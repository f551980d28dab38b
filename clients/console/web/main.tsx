import { render } from "preact";
import { identify } from "./api/caller";
import { enter } from "./api/credentials";
import { App } from "./app";
import { prepare } from "./late-screens";
import { followLinks } from "./router";
import { parseRoute } from "./routes";
import { listenForShortcuts } from "./shell/shortcuts";
import { applyTheme } from "./shell/theme";

applyTheme();
// Before anything else can read the address: it may carry a key.
enter();
identify();
followLinks();
listenForShortcuts();
prepare(parseRoute(location.pathname, location.search).screen);

const page = document.getElementById("page");
if (page) render(<App />, page);
