import { render } from "preact";
import { listenForShortcuts } from "../shell/shortcuts";
import { words } from "../words/parcel";
import { type Contents, takeContents } from "./contents";
import { Parcel } from "./parcel";
import "../style.css";
import "../review.css";

document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
listenForShortcuts();

function contentsHere(): Contents | null {
  try {
    return takeContents(document);
  } catch {
    return null;
  }
}

const page = document.getElementById("page");
const contents = contentsHere();
if (page) render(contents ? <Parcel contents={contents} /> : <p role="alert">{words.damaged}</p>, page);
