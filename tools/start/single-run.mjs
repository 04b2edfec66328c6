// At most one `npm start` runs in a checkout: it listens on a socket, which the kernel closes with its process.
import { once } from "node:events";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { relative } from "node:path";
import { root } from "../root.mjs";

const WAIT_MS = 2_000;

/**
 * @param address what a second run is told
 * @returns the address of the run that is alive in this checkout, or undefined: this one is the run now
 */
export async function claimRun(address) {
  mkdirSync(`${root}.run`, { recursive: true });
  // The path of a socket may have 100 characters; a relative one is short.
  const path = relative(process.cwd(), `${root}.run/start.sock`);
  for (;;) {
    if (await listens(path, address)) return undefined;
    const other = await askAt(path);
    if (other !== undefined) return other;
    // Of several starts at the same moment only one can move the socket of a dead run away.
    const left = `${path}.${process.pid}`;
    try {
      renameSync(path, left);
    } catch {
      continue;
    }
    const alive = await askAt(left);
    if (alive === undefined) rmSync(left, { force: true });
    else {
      renameSync(left, path);
      return alive;
    }
  }
}

async function listens(path, address) {
  const server = createServer((socket) => socket.on("error", () => undefined).end(address));
  // Does not keep the process alive.
  server.unref();
  server.listen(path);
  try {
    await once(server, "listening");
    return true;
  } catch (error) {
    if (error.code === "EADDRINUSE") return false;
    throw error;
  }
}

/** What the run that listens there says, or undefined when it is dead. A suspended run says nothing, and lives. */
function askAt(path) {
  return new Promise((resolve) => {
    const socket = connect(path);
    let said = "";
    const timer = setTimeout(() => socket.destroy(), WAIT_MS);
    socket
      .on("data", (data) => (said += data))
      .on("error", () => resolve(undefined))
      .on("close", () => {
        clearTimeout(timer);
        resolve(said);
      });
  });
}
