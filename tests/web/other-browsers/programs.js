// Programs beside the tests, which end with them whatever fails.

const { spawn } = require("node:child_process");
const { once } = require("node:events");

/** Begins a program. How it ends is put on `ends` at once: one that lives would keep the tests from ending. */
function begin(ends, program, args, options) {
  const child = spawn(program, args, options);
  const ended = once(child, "exit");
  ends.push(() => {
    child.kill();
    return ended;
  });
  return child;
}

module.exports = { begin };
