import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Router } from "express";
import { Problem } from "@symphony/contract";
import type { Queue } from "@symphony/messaging";

const DESCRIPTIONS: Record<string, string> = {
  chunks: "Images to inspect, in chunks",
  "url-chunks": "Images of URLs to fetch and inspect, in chunks",
  "single-files": "Single checks of files",
  "single-urls": "Single checks of URLs",
  estimates: "What can be expected of brands that were added",
  finishing: "Finished batches: CSV, final marker, completion event",
  email: "Summary mails of finished batches",
  webhooks: "Webhook deliveries of finished batches",
  "write-backs": "Results for the buckets that their images came from",
  maintenance: "Recovery, cleanup and the check of the ledger by itself",
};

/** The dashboard has inline styles. It requests fonts from another host, and works without them. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

/**
 * Bull Board, read-only: the ledger says what is to be done, so changing a queue by hand only confuses. It also leaves
 * nothing that a page of another site could do with the browser's credentials.
 */
export function createQueueDashboard(queues: readonly Queue[], path: string): Router {
  const server = new ExpressAdapter();
  server.setBasePath(path);
  createBullBoard({
    queues: queues.map(
      (queue) =>
        new BullMQAdapter(queue, {
          readOnlyMode: true,
          allowRetries: false,
          description: DESCRIPTIONS[queue.name] ?? "",
        }),
    ),
    serverAdapter: server,
    options: {
      uiConfig: { boardTitle: "Symphony", boardLogo: { path: "", width: 0, height: 0 }, hideRedisDetails: true },
    },
  });
  const router = Router();
  router.use((request, response, next) => {
    if (request.method !== "GET" && request.method !== "HEAD")
      throw new Problem("method_not_allowed", "The queues can be viewed, not changed.");
    response.set("content-security-policy", POLICY).set("cache-control", "no-store");
    next();
  });
  router.use(server.getRouter());
  return router;
}
