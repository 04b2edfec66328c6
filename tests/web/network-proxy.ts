import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A TCP proxy between a browser and the system, to interrupt the network. */
export interface NetworkProxy {
  url: string;
  cut(): void;
  restore(): void;
  /** Bytes that the browser sent so far. */
  sent(): number;
  close(): Promise<void>;
}

export async function openNetworkProxy(target: string): Promise<NetworkProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let connected = true;
  let sent = 0;
  const server = createServer((near) => {
    if (!connected) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one
        .on("error", () => other.destroy())
        .on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
    }
    near.on("data", (data: Buffer) => void (sent += data.length));
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    connected = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    restore: () => void (connected = true),
    sent: () => sent,
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
