import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getSystemErrorMap } from "node:util";
import { StartError } from "./run.ts";

/**
 * Waits until a server listens.
 *
 * @returns its port
 * @throws {StartError} when the port or the address cannot be had
 */
export async function listenAt(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new StartError(reasonOf(error, port, host))));
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function reasonOf({ code, errno, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === "EADDRINUSE")
    return `Port ${port} is in use: stop the program that uses it, or set PORT to another port.`;
  if (code === "EACCES") return `Port ${port} may not be opened by this user: set PORT to a port above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `HOST is ${host}, which is no address of this machine.`;
  return `Nothing can listen at ${host}:${port}: ${getSystemErrorMap().get(errno ?? 0)?.[1] ?? message}.`;
}
