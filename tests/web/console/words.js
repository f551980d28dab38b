// What the page says, from where it stands: tests find things by their names, whatever these are.

const path = require("node:path");
const { load } = require("./bundle");

const words = path.join(__dirname, "../../../clients/console/web/words");

module.exports = load(`
  export { words as app } from "${words}/app";
  export { words as parcel } from "${words}/parcel";
  export { words as review } from "${words}/review";
  export { failures } from "${words}/failures";
`);
