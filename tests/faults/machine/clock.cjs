// Loaded before a process under test: its wall clock is off by the milliseconds in a file, which may change.
const { readFileSync } = require("node:fs");

/** A jump shows within this time. */
const READ_EVERY_MS = 100;

const file = process.env.TEST_CLOCK_FILE;
const real = Date.now.bind(Date);
let offset = 0;
let readAt = -Infinity;

function now() {
  if (performance.now() - readAt > READ_EVERY_MS) {
    readAt = performance.now();
    try {
      offset = Number(readFileSync(file, "utf8"));
    } catch {
      // The file is being written.
    }
  }
  return real() + offset;
}

Date.now = now;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
  apply: (target) => new target(now()).toString(),
});
