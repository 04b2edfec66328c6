import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Router } from "express";
import { Problem } from "@symphony/contract";
import type { Queue } from "@symphony/messaging";

const DESCRIPTIONS: Record<string, string> = {
  chunks: "Images to judge, some at a time",
  finishing: "Batches whose last image was judged: table, marker, news",
  email: "Mails of finished batches",
  webhooks: "Calls at the end of batches",
  maintenance: "Recovery and cleaning up",
};

/** The dashboard brings inline styles, and asks for fonts elsewhere, which it does without. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

/**
 * Bull Board, to look only: what is to be done stands on disk, so changing a queue by hand could only confuse.
 * That also leaves nothing for a foreign page to do with the browser's credentials.
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
      throw new Problem("method_not_allowed", "The queues can be looked at, not changed.");
    response.set("content-security-policy", POLICY).set("cache-control", "no-store");
    next();
  });
  router.use(server.getRouter());
  return router;
}
