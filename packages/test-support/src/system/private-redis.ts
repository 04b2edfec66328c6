import { openRedis } from "@symphony/messaging";
import { startRedis } from "../../../../tools/redis.mjs";

/** The Redis of one system under test. */
export interface PrivateRedis {
  url: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** Sends a command. It first makes sure that the server on the port is this Redis and no other one. */
  command(...words: string[]): Promise<unknown>;
}

/** @param address of this machine under which it can be reached as well */
export async function startPrivateRedis(dir: string, address?: string): Promise<PrivateRedis> {
  const reachable = address === undefined ? [] : ["--protected-mode", "no", "--bind", "127.0.0.1", address];
  const options = { dir, durable: false, args: ["--enable-debug-command", "local", ...reachable] };
  let running = await startRedis(options);
  return {
    url: running.url,
    stop: (signal) => running.stop(signal),
    async restart() {
      running = await startRedis({ ...options, port: running.port });
    },
    async command(...words) {
      const redis = openRedis(running.url, "queue", () => undefined);
      try {
        const info = await redis.info("server");
        if (!info.includes(`process_id:${running.pid}\r\n`)) throw new Error("this is not the Redis of the test");
        return await redis.call(words[0] as string, ...words.slice(1));
      } finally {
        redis.disconnect();
      }
    },
  };
}
