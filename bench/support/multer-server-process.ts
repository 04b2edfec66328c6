import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { bundleFor, fork } from "./bundle.ts";

/** Starts a process that stores uploads in `dir` with multer's disk storage. */
export async function startMulterServer(dir: string): Promise<{ url: string; stop(): void }> {
  const child = fork(await bundleFor("api", "multer-server.mjs"), [dir]);
  const [{ port }] = (await once(child, "message")) as [AddressInfo];
  return { url: `http://127.0.0.1:${port}/`, stop: () => void child.kill() };
}
