import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A free port of the loopback interface. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Whether something listens on a port, of the loopback interface unless a host is named. */
export function isTaken(port, host = "127.0.0.1", timeoutMs = 5_000) {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: timeoutMs });
    const end = (taken) => {
      socket.destroy();
      resolve(taken);
    };
    socket
      .on("connect", () => end(true))
      .on("timeout", () => end(false))
      .on("error", () => end(false));
  });
}

/** Whether a Redis on a port of the loopback interface takes commands: it listens before it has read its data. */
export function takesCommands(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 1_000 }, () => socket.write("PING\r\n"));
    const end = (ready) => {
      socket.destroy();
      resolve(ready);
    };
    // A Redis that requires a password, or serves a cluster that is not complete, is up as well.
    socket
      .on("data", (data) => end(!/^-(?:LOADING|MASTERDOWN)/.test(data.toString())))
      .on("timeout", () => end(false))
      .on("error", () => end(false))
      .on("end", () => end(false));
  });
}
