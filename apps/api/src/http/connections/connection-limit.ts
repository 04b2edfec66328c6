import type { Server } from "node:http";
import type { Socket } from "node:net";
import { createProxyCheck, networkOf } from "@symphony/service";

/** Open connections of this process. */
const CONNECTIONS_MAX = 10_000;

/**
 * Limits the connections of one address, so that no caller takes those of all others. Connections of a trusted proxy
 * are not counted: they are many callers'.
 */
export function limitConnections(server: Server, perAddress: number, trustProxy: string): void {
  const isProxy = createProxyCheck(trustProxy);
  const open = new Map<string, number>();
  const counted = new WeakSet<Socket>();
  server.maxConnections = CONNECTIONS_MAX;
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress ?? "";
    if (counted.has(socket) || isProxy(address, 0)) return;
    const caller = networkOf(address);
    const count = (open.get(caller) ?? 0) + 1;
    if (count > perAddress) {
      socket.destroy();
      return;
    }
    counted.add(socket);
    open.set(caller, count);
    socket.once("close", () => {
      const left = (open.get(caller) ?? 1) - 1;
      if (left === 0) open.delete(caller);
      else open.set(caller, left);
    });
  });
}
