import { listen } from "@symphony/test-support/client";
import type { System } from "@symphony/test-support/system";
import { END, fieldOf, partOf, post } from "./form.ts";

const CLIENT = "bench";

/** Submits batches and waits for their end. */
export interface Counter {
  /** Uploads the files as one batch and waits until it is finished. @returns images a second, upload included */
  rateOf(files: Array<[name: string, bytes: Uint8Array]>): Promise<number>;
  close(): void;
}

/**
 * Builds the form before it takes the time and learns of the end by WebSocket, as the page does: building forms and
 * polling the status would load the machine that is measured.
 */
export async function openCounter(system: System): Promise<Counter> {
  const listener = await listen(`${system.wsUrl}/ws/${CLIENT}`);
  let completed = (): void => undefined;
  listener.socket.on("message", (data) => {
    listener.frames.length = 0;
    if (data.toString().includes('"event":"complete"')) completed();
  });
  return {
    async rateOf(files) {
      const form = Buffer.concat([
        fieldOf("client_id", CLIENT),
        ...files.flatMap(([name, bytes]) => partOf("files", name, bytes)),
        END,
      ]);
      const start = performance.now();
      const end = new Promise<void>((resolve) => (completed = resolve));
      await post(`${system.url}/api/check-logo/batch/`, form);
      await end;
      return (files.length * 1000) / (performance.now() - start);
    },
    close: () => listener.close(),
  };
}
