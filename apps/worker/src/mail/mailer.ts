import { createTransport } from "nodemailer";
import type { WorkerConfig } from "../config.ts";

/** One mail to one address; the caller has nothing to say about headers. */
export interface Mail {
  messageId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  csv: { name: string; bytes: Buffer } | undefined;
}

/** No lists, groups, comments or line breaks: what a mail library would take for more than one address. */
const ONE_ADDRESS = /^[^\s\p{Cc},;:<>()[\]"@]+@[^\s\p{Cc},;:<>()[\]"@]+$/u;

/** The server will never take this mail: trying again is of no use. */
export class MailRefused extends Error {
  override name = "MailRefused";
}

export interface Mailer {
  /**
   * Resolves when the server has taken the mail. After any other failure than a refusal it may have arrived or
   * not; sending it again with the same Message-ID is right.
   *
   * @throws {MailRefused}
   */
  send(mail: Mail): Promise<void>;
  /** Gives up on mails in hand. */
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
    // Whatever a mail is made of is handed over as bytes: nothing in it may name a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const from = { name: settings.SENDER_NAME, address: settings.SENDER_EMAIL };
  /** Rejects the mails in hand. */
  const giveUp = new Set<(error: Error) => void>();

  return {
    async send({ messageId, to, subject, text, html, csv }) {
      if (!ONE_ADDRESS.test(to)) throw new MailRefused("The address is not exactly one.");
      const sending = transport.sendMail({
        messageId,
        from,
        subject,
        text,
        html,
        to: { name: "", address: to },
        envelope: { from: settings.SENDER_EMAIL, to: [to] },
        headers: { "Auto-Submitted": "auto-generated" },
        attachments:
          csv === undefined ? [] : [{ filename: csv.name, content: csv.bytes, contentType: "text/csv; charset=utf-8" }],
      });
      await new Promise<void>((resolve, reject) => {
        giveUp.add(reject);
        sending.then(() => resolve(), reject).finally(() => giveUp.delete(reject));
      }).catch((error: unknown) => {
        throw isRefusal(error) ? new MailRefused("The mail server refused the mail.", { cause: error }) : error;
      });
    },
    close() {
      for (const reject of giveUp) reject(new Error("The process stops."));
      transport.close();
    },
  };
}

/** A 5xx on the address or the mail itself. One on the log-in is for the operator to mend: the mail waits. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("responseCode" in error) || !("command" in error)) return false;
  return Number(error.responseCode) >= 500 && ["RCPT TO", "DATA"].includes(String(error.command));
}
