// Sockets of the gateway bench, in a process of its own. They speak just enough of the protocol to count frames
// and read when each was sent, so that the listening costs little beside the sending that is measured.
import { connect } from "node:net";
import type { Socket } from "node:net";

/** Marks, in a frame, what is measured; behind it stands when it was sent. */
const MARK = Buffer.from("sent-at-");
const STAMP_DIGITS = 17;
/** An empty ping, whose bytes are in no text, and its answer: who gives none is taken for dead within a minute. */
const PING = Buffer.from([0x89, 0]);
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

interface Order {
  port: number;
  paths: string[];
}

let delays: number[] = [];

process.on("message", (order: Order | "report") => {
  if (order === "report") {
    process.send?.(delays);
    delays = [];
  } else {
    void open(order).then(() => process.send?.("open"));
  }
});
process.on("disconnect", () => process.exit(0));

/** A few at a time: thousands of handshakes at once would overrun the server's backlog. */
async function open({ port, paths }: Order): Promise<void> {
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

/** A mark is never torn in two here: frames are small and sent in one piece. */
function count(data: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  for (let at = data.indexOf(MARK); at >= 0; at = data.indexOf(MARK, at + MARK.length)) {
    delays.push(now - Number(data.toString("latin1", at + MARK.length, at + MARK.length + STAMP_DIGITS)));
  }
}
