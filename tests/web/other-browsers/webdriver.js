// A browser by the words of the W3C's WebDriver: `send` brings a command to whatever drives it.

const assert = require("node:assert/strict");
const { eventually } = require("../console/stage");

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const KEYS = { Enter: "\ue007", Escape: "\ue00c", Shift: "\ue008" };

/** Opens pages in windows of one browser: they share all but what a tab keeps. `onLoad` is run in each page first. */
function opener(send, onLoad = () => {}) {
  let shown;
  return async (address) => {
    const { handle } = await send("NewWindow", { type: "window" });
    const page = pageOf(async (command, parameters) => {
      if (shown !== handle) await send("SwitchToWindow", { handle });
      shown = handle;
      return send(command, parameters);
    }, onLoad);
    await page.goto(address);
    return page;
  };
}

function pageOf(send, onLoad) {
  const run = (body, ...args) =>
    send("ExecuteScript", { script: `${lookUp}; ${isDrawn}; ${nameOf}; return (${body})(...arguments)`, args });
  const hold = async (...chords) => {
    const actions = chords.flatMap((keys) => [
      ...keys.map((value) => ({ type: "keyDown", value })),
      ...[...keys].reverse().map((value) => ({ type: "keyUp", value })),
    ]);
    await send("PerformActions", { actions: [{ type: "key", id: "keyboard", actions }] });
  };
  const page = {
    run,
    async goto(url) {
      await send("Navigate", { url });
      await run(onLoad);
    },
    async reload() {
      await send("Refresh", {});
      await run(onLoad);
    },
    /** Waits until a function of the page gives something true; gives that. */
    until: (body, ...args) =>
      eventually(async () => (await run(body, ...args)) || assert.fail(`never so: ${body} ${JSON.stringify(args)}`)),
    /** Waits for what a selector finds with this name, or with this text in it; gives its text. */
    sees: (selector, name = "") => page.until((selector, name) => lookUp(selector, name)?.textContent.concat(" "), selector, name),
    gone: (selector, name = "") => page.until((selector, name) => !lookUp(selector, name), selector, name),
    /** Clicks it as a mouse does. */
    click: (selector, name = "") =>
      eventually(async () => {
        // In the middle: what sticks to an edge would lie over it.
        const element = await run((selector, name) => {
          const found = lookUp(selector, name);
          found?.scrollIntoView({ block: "center", behavior: "instant" });
          return found;
        }, selector, name);
        assert.ok(element, `there is no ${selector} "${name}"`);
        await send("ElementClick", { id: element[ELEMENT] });
      }),
    /** Presses keys one after another, such as `k` or `Shift+L`. */
    press: (...names) => hold(...names.map((name) => name.split(/\+(?=.)/).map((key) => KEYS[key] ?? key))),
    type: (text) => hold(...[...text].map((letter) => [letter])),
    /** Writes into a field. */
    async fill(selector, text, name = "") {
      await page.click(selector, name);
      await page.type(text);
      await page.until((selector, name, text) => lookUp(selector, name)?.value === text, selector, name, text);
    },
  };
  return page;
}

/** In the page: what is in sight of a selector and has a name; of several the one with the shortest. */
function lookUp(selector, name) {
  const named = [...document.querySelectorAll(selector)].filter(
    (element) => isDrawn(element) && nameOf(element).includes(name),
  );
  return named.sort((one, other) => nameOf(one).length - nameOf(other).length)[0];
}

/** In the page: whether something has a place in it, and what it says does. */
function isDrawn(element) {
  const inside = document.createRange();
  inside.selectNodeContents(element);
  return [element, ...(element.firstChild ? [inside] : [])].every((drawn) => drawn.getClientRects().length > 0);
}

/** In the page: what something is called. */
function nameOf(element) {
  const labels = [...(element.labels ?? [])].map(({ textContent }) => textContent);
  return element.getAttribute("aria-label") ?? (labels.join(" ") || element.textContent);
}

module.exports = { opener };
