import { createCaller, formOf, listen } from "../../tests/support/client.ts";
import type { System } from "../../tests/support/system.ts";

const CLIENT = "bench";

/** Where batches are handed in, and their end is waited for. */
export interface Counter {
  /** Uploads the files as one batch and waits until it is finished. @returns images a second, upload included */
  rateOf(files: Array<[name: string, bytes: Uint8Array]>): Promise<number>;
  close(): void;
}

/** The end comes by WebSocket, as it does to the page: asking every few milliseconds would be a load of its own. */
export async function openCounter(system: System): Promise<Counter> {
  const caller = createCaller(system.url);
  const listener = await listen(`${system.wsUrl}/ws/${CLIENT}`);
  let completed = (): void => undefined;
  listener.socket.on("message", (data) => {
    listener.frames.length = 0;
    if (data.toString().includes('"event":"complete"')) completed();
  });
  return {
    async rateOf(files) {
      const form = formOf(files, { client_id: CLIENT });
      const start = performance.now();
      const end = new Promise<void>((resolve) => (completed = resolve));
      await caller.submit(form);
      await end;
      return (files.length * 1000) / (performance.now() - start);
    },
    close: () => listener.close(),
  };
}
