import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

export interface Line {
  /** The same server, at the end of the line. */
  url: string;
  close(): Promise<void>;
}

/** A line to a server that carries so many bytes a second from all clients together. */
export async function openLine(url: string, bytesPerSecond: number): Promise<Line> {
  const { hostname, port } = new URL(url);
  /** When the bytes that were sent so far have passed, on the clock of `performance.now()`. */
  let freeAt = 0;

  const carry = async (client: Socket, server: Socket): Promise<void> => {
    for await (const bytes of client) {
      const begun = Math.max(freeAt, performance.now());
      freeAt = begun + ((bytes as Buffer).length * 1_000) / bytesPerSecond;
      // Timers are no finer.
      if (freeAt - performance.now() > 2) await pause(freeAt - performance.now());
      if (!server.write(bytes as Buffer)) await once(server, "drain");
    }
    server.end();
  };
  const line = createServer((client) => {
    const server = connect(Number(port), hostname);
    server.pipe(client);
    for (const socket of [client, server]) socket.on("error", () => undefined);
    carry(client, server).catch(() => server.destroy());
  });
  line.listen(0, "127.0.0.1");
  await once(line, "listening");
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    async close() {
      line.close();
      await once(line, "close");
    },
  };
}
