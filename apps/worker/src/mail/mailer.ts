import { createTransport } from "nodemailer";
import type { WorkerConfig } from "../config.ts";

/** One mail to one address; the mailer alone sets the headers. */
export interface Mail {
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  csv: { name: string; bytes: Buffer } | undefined;
  /** JPEG pictures that the HTML shows by their content id. */
  pictures: ReadonlyArray<{ cid: string; bytes: Buffer }>;
}

/** No lists, groups, comments or line breaks: a mail library would read those as more than one address. */
const ONE_ADDRESS = /^[^\s\p{Cc},;:<>()[\]"@]+@[^\s\p{Cc},;:<>()[\]"@]+$/u;

/** The server rejects this mail for good: a retry is of no use. */
export class MailRefused extends Error {
  override name = "MailRefused";
}

export interface Mailer {
  /**
   * Resolves when the server has accepted the mail. After any other failure than a refusal it may have arrived or
   * not: send it again with the same Message-ID.
   *
   * @throws {MailRefused}
   */
  send(mail: Mail): Promise<void>;
  /** Aborts the mails in flight. */
  close(): void;
}

type MailerSettings = Pick<
  WorkerConfig,
  "SMTP_PORT" | "SMTP_USERNAME" | "SMTP_PASSWORD" | "SMTP_SECURITY" | "SMTP_TIMEOUT_MS" | "SENDER_EMAIL" | "SENDER_NAME"
>;

export function openMailer(settings: MailerSettings, host: string): Mailer {
  const { SMTP_SECURITY: security, SMTP_TIMEOUT_MS: timeoutMs } = settings;
  const transport = createTransport({
    host,
    port: settings.SMTP_PORT,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(settings.SMTP_USERNAME === undefined
      ? {}
      : { auth: { user: settings.SMTP_USERNAME, pass: settings.SMTP_PASSWORD ?? "" } }),
    // All parts of a mail are passed as bytes: nothing in it may name a file or a URL to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const from = { name: settings.SENDER_NAME, address: settings.SENDER_EMAIL };
  /** Rejects the mails in flight. */
  const aborts = new Set<(error: Error) => void>();

  return {
    async send(mail) {
      const { messageId, to, subject, text, html } = mail;
      if (!ONE_ADDRESS.test(to)) throw new MailRefused("The address is not exactly one address.");
      const sending = transport.sendMail({
        messageId,
        from,
        subject,
        text,
        html,
        to: { name: "", address: to },
        envelope: { from: settings.SENDER_EMAIL, to: [to] },
        headers: { "Auto-Submitted": "auto-generated" },
        attachments: attachmentsOf(mail),
      });
      await new Promise<void>((resolve, reject) => {
        aborts.add(reject);
        sending.then(() => resolve(), reject).finally(() => aborts.delete(reject));
      }).catch((error: unknown) => {
        throw isRefusal(error) ? new MailRefused("The mail server refused the mail.", { cause: error }) : error;
      });
    },
    close() {
      for (const reject of aborts) reject(new Error("The worker is stopping."));
      transport.close();
    },
  };
}

const attachmentsOf = ({ csv, pictures }: Mail) => [
  ...(csv === undefined ? [] : [{ filename: csv.name, content: csv.bytes, contentType: "text/csv; charset=utf-8" }]),
  ...pictures.map(({ cid, bytes }) => ({
    filename: `${cid}.jpg`,
    content: bytes,
    contentType: "image/jpeg",
    contentDisposition: "inline" as const,
    cid,
  })),
];

/** A 5xx for the address or for the mail itself. One for the log-in is the operator's to fix: the mail waits. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("responseCode" in error) || !("command" in error)) return false;
  return Number(error.responseCode) >= 500 && ["RCPT TO", "DATA"].includes(String(error.command));
}
