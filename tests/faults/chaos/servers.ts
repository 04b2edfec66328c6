import { image, startImageServer } from "@symphony/test-support/image-server";
import type { ImageServer } from "@symphony/test-support/image-server";
import { batchMails, startMailServer } from "@symphony/test-support/mail-server";
import type { Notification } from "../checker/checker.ts";

/** How the host of the images behaves. */
export type Mood = "quick" | "slow" | "busy" | "silent";

/** The machines of others: image hosts, a mail server and a receiver of webhooks. */
export interface Servers {
  images: ImageServer;
  mood: Mood;
  webhookUrl: string;
  settings: Record<string, string>;
  notifications(): { mails: Notification[]; webhooks: Notification[] };
  close(): Promise<void>;
}

const QUICK_MS = 30;
const SLOW_MS = 2_500;

export async function startServers(address: string, picture: Uint8Array): Promise<Servers> {
  const [webhooks, mail] = [[] as Notification[], await startMailServer(address)];
  const receiver = await startImageServer(
    {
      "/hook": (request, response) => {
        const id = String(request.headers["x-symphony-delivery"]);
        webhooks.push({ batchId: id.slice(0, 36), id });
        response.end();
      },
    },
    address,
  );
  const images = await startImageServer(
    {
      "/i/*": (request, response, count) => {
        if (servers.mood === "silent") return;
        if (servers.mood === "busy") response.writeHead(503, { "retry-after": "2" }).end();
        else image(picture, servers.mood === "slow" ? SLOW_MS : QUICK_MS)(request, response, count);
      },
    },
    address,
  );
  const servers: Servers = {
    images,
    mood: "quick",
    webhookUrl: `${receiver.url}/hook`,
    settings: {
      SMTP_SERVER: address,
      SMTP_PORT: String(mail.port),
      SMTP_SECURITY: "none",
      SENDER_EMAIL: "robot@photos.example",
      MAIL_PER_RECIPIENT_PER_HOUR: "100000",
      MAIL_DIGEST_WINDOW_MS: "1500",
      WEBHOOK_SECRET: "shared secret of both",
    },
    notifications: () => ({
      mails: batchMails(mail.accepted),
      webhooks,
    }),
    async close() {
      await Promise.all([mail.close(), receiver.close(), images.close()]);
    },
  };
  return servers;
}
