import type { Capabilities } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { sharedBy } from "./shared-reading.ts";

/** Asked for by every page that opens, and the same for a while. */
const SHARED_MS = 5_000;
/** The limits do not depend on Redis, and a page is not to wait for it. */
const REDIS_WAIT_MS = 500;
const readWorkers = sharedBy(
  SHARED_MS,
  async ({ presence }: ApiDeps): Promise<Pick<Capabilities, "brands" | "workers">> => {
    const read = Promise.all([presence.brands(), presence.count()]);
    const [brands, workers] = (await withinMs(REDIS_WAIT_MS, read).catch(() => undefined)) ?? [[], null];
    return { brands, workers };
  },
);

/** The limits and optional features of this server, for pages that offer them. */
export async function capabilities(_call: Call<undefined, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const { config } = deps;
  const body: Capabilities = {
    ...(await readWorkers(deps)),
    admin: config.ADMIN_PASSWORD !== undefined,
    summary_mail: config.SMTP_SERVER !== undefined,
    webhooks: config.WEBHOOK_SECRET !== undefined,
    max_file_bytes: config.MAX_FILE_BYTES,
    max_image_pixels: config.MAX_IMAGE_PIXELS,
    max_batch_items: config.MAX_BATCH_ITEMS,
    keeps_originals: config.KEEP_ORIGINALS,
    review_reasons: config.REVIEW_REASONS,
    max_upload_bytes: config.MAX_UPLOAD_BYTES,
  };
  return ok(body);
}
