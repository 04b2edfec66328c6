import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { SMTPServer } from "smtp-server";

/** What the server does once it has the bytes of a mail: reply 250, 451 or 550, close the connection, or nothing. */
export type MailReply = "accept" | "defer" | "reject" | "disconnect" | "hang";

export interface ReceivedMail {
  from: string;
  to: string[];
  raw: string;
  /** By name in lower case. */
  headers: Map<string, string>;
}

export interface MailServer {
  port: number;
  /** Mails whose bytes arrived in full, accepted or not. */
  received: ReceivedMail[];
  accepted: ReceivedMail[];
  /** The replies to the next mails; `accept` once there are no more. */
  replies: MailReply[];
  close(): Promise<void>;
}

/** A real SMTP server on a free port, of the loopback interface by default. */
export async function startMailServer(address = "127.0.0.1"): Promise<MailServer> {
  const sockets = new Set<Socket>();
  const state: MailServer = { port: 0, received: [], accepted: [], replies: [], close };
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const mail = parseMail(Buffer.concat(parts).toString("utf8"), session);
        state.received.push(mail);
        const reply = state.replies.shift() ?? "accept";
        if (reply === "accept") state.accepted.push(mail);
        if (reply === "disconnect") for (const socket of sockets) socket.destroy();
        if (reply === "accept") done();
        if (reply === "defer") done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
        if (reply === "reject") done(Object.assign(new Error("No such mailbox"), { responseCode: 550 }));
      });
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, address);
  await once(server.server, "listening");
  state.port = (server.server.address() as AddressInfo).port;
  return state;

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  }
}

function parseMail(
  raw: string,
  session: { envelope: { mailFrom: false | { address: string }; rcptTo: Array<{ address: string }> } },
): ReceivedMail {
  const head = (raw.split("\r\n\r\n", 1)[0] ?? "").replaceAll(/\r\n[ \t]+/g, " ");
  const headers = new Map(
    head
      .split("\r\n")
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom === false ? "" : mailFrom.address, to: rcptTo.map((each) => each.address), raw, headers };
}

/** The text of a mail, with quoted-printable decoded as far as tests need it. */
export const plainText = (mail: ReceivedMail | undefined): string =>
  (mail?.raw ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");

/** Each batch that a mail tells of, with the Message-ID of the mail. */
export function batchMails(mails: readonly ReceivedMail[]): Array<{ batchId: string; id: string }> {
  return mails.flatMap((mail) => {
    const batches = [...plainText(mail).matchAll(/\bBatch ([0-9a-f-]{36})\b/g)].map(([, batchId = ""]) => batchId);
    return [...new Set(batches)].map((batchId) => ({ batchId, id: mail.headers.get("message-id") ?? "" }));
  });
}
