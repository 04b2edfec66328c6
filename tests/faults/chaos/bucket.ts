import { join } from "node:path";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import { startStoreProxy } from "@symphony/test-support/system/store-proxy";
import type { StoreProxy } from "@symphony/test-support/system/store-proxy";
import type { createRandom } from "../support/random.ts";

/** A bucket that the processes reach through a network which fails. */
export interface ChaosBucket {
  /** Its objects, each a file of its name. */
  dir: string;
  settings: Record<string, string>;
  proxy: StoreProxy;
  stop(): Promise<void>;
}

const PREFIX = "chaos";
/** There is always some of it: a request in a hundred is refused, and one in five hundred loses its response. */
export const USUAL = { delayMs: 2, busy: 0.01, lost: 0.002 };

export async function startBucket(address: string, random: ReturnType<typeof createRandom>): Promise<ChaosBucket> {
  const program = findObjectStore();
  if (program === undefined) throw new Error("A run with a bucket needs an S3 server: pnpm run test:tools");
  const server = await startObjectStore(program);
  const proxy = await startStoreProxy(server.endpoint, address, random.next);
  Object.assign(proxy.weather, USUAL);
  return {
    dir: join(server.dir, PREFIX),
    settings: { ...server.env, S3_ENDPOINT: proxy.endpoint, STORE_URL: `s3://${server.bucket}/${PREFIX}` },
    proxy,
    async stop() {
      await proxy.close();
      await server.stop();
    },
  };
}
