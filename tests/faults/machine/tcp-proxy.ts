import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

export interface TcpProxy {
  port: number;
  /** The port that new connections lead to; without one they are closed. */
  target: number | undefined;
  /** Whether bytes are dropped silently in both directions, as by a router that lost its table. */
  drops: boolean;
  /** Delays every piece of data. */
  delayMs: number;
  /** Resets all open connections. */
  reset(): void;
  close(): Promise<void>;
}

/** A TCP proxy that behaves like a bad network. */
export async function startTcpProxy(): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (proxy.target === undefined) return void client.destroy();
    const upstream = connect(proxy.target, "127.0.0.1").on("error", () => client.destroy());
    const pair: [Socket, Socket] = [client, upstream];
    pairs.add(pair);
    relay(client, upstream, proxy);
    relay(upstream, client, proxy);
    client.on("close", () => {
      pairs.delete(pair);
      upstream.destroy();
    });
  });
  const proxy: TcpProxy = {
    port: 0,
    target: undefined,
    drops: false,
    delayMs: 0,
    reset() {
      for (const [client] of pairs) client.resetAndDestroy();
    },
    async close() {
      proxy.reset();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.port = (server.address() as AddressInfo).port;
  return proxy;
}

/** A connection that dropped bytes once drops all later ones: the stream would have a hole. */
function relay(from: Socket, to: Socket, proxy: TcpProxy): void {
  let cut = false;
  from.on("data", (part) => {
    cut ||= proxy.drops;
    if (cut) return;
    if (proxy.delayMs === 0) to.write(part);
    else setTimeout(() => to.writable && to.write(part), proxy.delayMs);
  });
  from.on("close", () => cut || to.destroy());
}
