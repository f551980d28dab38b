// What the page says, from where it stands: tests find things by their names, whatever these are.

const path = require("node:path");
const { load } = require("./bundle");

const words = path.join(__dirname, "../../../clients/console/web/words");

module.exports = load(`
  import { words as page } from "${words}/app";
  import { words as entrance } from "${words}/entrance";
  import { words as keys } from "${words}/shortcuts";
  import { words as compare } from "${words}/compare";
  import { words as progress } from "${words}/progress";
  import { words as lists } from "${words}/sessions";
  export const app = { ...page, ...lists, entrance, closed: entrance.closed, keys, compare, progress };
  export { words as parcel } from "${words}/parcel";
  import { words as take } from "${words}/review";
  import { words as rating } from "${words}/rating";
  import { words as voice } from "${words}/voice";
  import { words as changing } from "${words}/changing";
  export const review = { ...take, ...rating, ...voice, ...changing };
  export { failures } from "${words}/failures";
`);
