// Clients of the gateway bench, in a process of their own. They implement just enough of the protocol to count frames
// and read when each was sent: receiving must cost little, because only the sending is measured.
import { connect } from "node:net";
import type { Socket } from "node:net";

/** Precedes, in a frame, the time at which it was sent. */
const MARK = Buffer.from("sent-at-");
const STAMP_DIGITS = 17;
/** An empty ping, whose bytes occur in no text, and the pong: without it the gateway closes the socket. */
const PING = Buffer.from([0x89, 0]);
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

interface OpenCommand {
  port: number;
  paths: string[];
}

let delays: number[] = [];

process.on("message", (command: OpenCommand | "report") => {
  if (command === "report") {
    process.send?.(delays);
    delays = [];
  } else {
    void open(command).then(() => process.send?.("open"));
  }
});
process.on("disconnect", () => process.exit(0));

/** A few at a time: thousands of handshakes at once would overflow the backlog of the server. */
async function open({ port, paths }: OpenCommand): Promise<void> {
  const next = paths[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (const path of next) await listen(port, path);
  };
  await Promise.all(Array.from({ length: 20 }, lane));
}

function listen(port: number, path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: bench\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
    });
    socket.setNoDelay(true).once("error", reject);
    socket.once("data", () => resolve(socket));
    socket.on("data", (data) => {
      count(data);
      if (data.includes(PING)) socket.write(PONG);
    });
  });
}

/** A mark is never split between two reads: frames are small and sent in one write. */
function count(data: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  for (let at = data.indexOf(MARK); at >= 0; at = data.indexOf(MARK, at + MARK.length)) {
    delays.push(now - Number(data.toString("latin1", at + MARK.length, at + MARK.length + STAMP_DIGITS)));
  }
}
