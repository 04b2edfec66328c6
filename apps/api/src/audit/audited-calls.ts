import type { AuditAction } from "@symphony/contract";

/** What is read of a reply. */
export interface DoneReply {
  headers?: Record<string, string>;
  body?: unknown;
}

/** What a handler got, and what it returned. */
export interface DoneCall {
  params: Record<string, unknown>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  reply: DoneReply;
}

/** What is recorded of a call, beside who made it. */
export interface CallFacts {
  action: AuditAction;
  batch_id?: unknown;
  details?: Record<string, unknown>;
  /** Where the caller is not who did it: before a login nobody is known. */
  by?: string;
}

type Describe = (call: DoneCall) => CallFacts | undefined;

const replied = ({ reply: { body } }: DoneCall): Record<string, unknown> =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};

const onBatch =
  (action: AuditAction, details: (call: DoneCall) => Record<string, unknown> = () => ({})): Describe =>
  (call) => ({ action, batch_id: call.params["id"], details: details(call) });

const download = (file: string): Describe => onBatch("download", () => ({ file }));
const login: Describe = () => ({ action: "login", by: "admin" });

const submit: Describe = (call) => {
  // A repeated submission did nothing.
  if (call.reply.headers?.["idempotent-replayed"] === "true") return undefined;
  const { batch_id, total } = replied(call);
  return { action: "submit", batch_id, details: { total } };
};

const edit: Describe = (call) => {
  const { pinned, ...rest } = call.body;
  const action = Object.keys(rest).length > 0 || pinned === undefined ? "edit" : pinned === true ? "pin" : "unpin";
  // A note is as long as a paragraph, and stands in the record of the batch.
  const { note, ...short } = call.body;
  return {
    action,
    batch_id: call.params["id"],
    details: { ...short, ...(note === undefined ? {} : { note: "changed" }) },
  };
};

const onBrand =
  (action: AuditAction): Describe =>
  (call) => ({
    action,
    details: {
      name: replied(call)["name"] ?? call.params["name"],
      version: replied(call)["version"],
      words: replied(call)["words"],
      learns_from: replied(call)["learns_from"],
    },
  });

const onVersion =
  (action: AuditAction): Describe =>
  (call) => ({
    action,
    batch_id: replied(call)["batch_id"],
    details: { name: call.params["name"], version: call.params["version"] },
  });

const onSchedule =
  (action: AuditAction): Describe =>
  (call) => ({ action, details: { id: call.params["id"] ?? replied(call)["id"], name: replied(call)["name"] } });

/** A preview changes nothing. */
const unlessDryRun =
  (describe: Describe): Describe =>
  (call) =>
    call.body["dry_run"] === true ? undefined : describe(call);

const verdictOf = (decision: unknown): unknown => (decision as { verdict?: unknown } | undefined)?.verdict;

/** The calls that are recorded once they are done, by method and path. Calls that fail did nothing. */
export const AUDITED_CALLS: Readonly<Record<string, Describe>> = {
  "POST /api/check-logo/batch": submit,
  "PUT /api/batches/:id/items/:seq/review": onBatch("review", ({ params, body }) => ({
    seq: params["seq"],
    verdict: body["verdict"],
    reason: body["reason"] ?? undefined,
  })),
  "POST /api/batches/:id/reviews": unlessDryRun(
    onBatch("bulk_review", (call) => ({
      verdict: verdictOf(call.body["decision"]),
      matched: replied(call)["matched"],
      changed: replied(call)["changed"],
    })),
  ),
  "POST /api/batches/:id/threshold": unlessDryRun(
    onBatch("threshold", ({ body }) => ({ threshold: body["threshold"] })),
  ),
  "POST /api/batches/:id/pause": onBatch("pause"),
  "POST /api/batches/:id/resume": onBatch("resume"),
  "POST /api/batches/:id/cancel": onBatch("cancel"),
  "POST /api/batches/:id/retry-failed": onBatch("retry"),
  "POST /api/batches/:id/corrections": onBatch("correct", (call) => ({
    run: replied(call)["run"],
    images: (replied(call)["corrected"] as unknown[] | undefined)?.length,
  })),
  "PATCH /api/batches/:id": edit,
  "DELETE /api/batches/:id": onBatch("delete"),
  "POST /api/check-logo/batch/:id/send-email": onBatch("mail"),
  "GET /api/check-logo/batch/export-csv": ({ query }) => ({
    action: "download",
    batch_id: query["batch_id"],
    details: { file: "results.csv" },
  }),
  "GET /api/check-logo/batch/export-csv/:id": download("results.csv"),
  "GET /api/exports/:id/:filename": (call) => ({
    action: "download",
    batch_id: call.params["id"],
    details: { file: "results.csv" },
    // The token for this one download was given to the administrator.
    by: "admin",
  }),
  "GET /api/batches/:id/report.xlsx": download("report.xlsx"),
  "GET /api/batches/:id/report.html": download("report.html"),
  "GET /api/batches/:id/results.jsonl": download("results.jsonl"),
  "GET /api/batches/:id/dataset.zip": download("dataset.zip"),
  "GET /api/batches/:id/images.zip": download("images.zip"),
  "POST /api/batches/:id/shares": onBatch("share"),
  "DELETE /api/batches/:id/shares/:share": onBatch("unshare", ({ params }) => ({ share: params["share"] })),
  "POST /api/admin/session": login,
  "POST /api/admin/login": login,
  "POST /api/admin/session/end": () => ({ action: "logout", by: "admin" }),
  "POST /api/admin/logout": () => ({ action: "logout", by: "admin" }),
  "POST /maintenance/cleanup": (call) => ({
    action: "clean_up",
    details: { removed: replied(call)["removed"] },
    by: "admin",
  }),
  "POST /api/admin/keys": ({ body }) => ({
    action: "key_made",
    details: { name: body["name"], scopes: body["scopes"] },
  }),
  "POST /api/brands": onBrand("brand_added"),
  "PUT /api/brands/:name": onBrand("brand_changed"),
  "POST /api/brands/:name/learn": onBrand("brand_changed"),
  "DELETE /api/brands/:name": onBrand("brand_removed"),
  "POST /api/brands/:name/versions/:version/trial": onVersion("brand_trial"),
  "POST /api/brands/:name/versions/:version/adopt": onVersion("brand_adopted"),
  "DELETE /api/brands/:name/versions/:version": onVersion("brand_discarded"),
  "POST /api/schedules": onSchedule("schedule_added"),
  "PATCH /api/schedules/:id": onSchedule("schedule_changed"),
  "POST /api/schedules/:id/run": onSchedule("schedule_run"),
  "DELETE /api/schedules/:id": onSchedule("schedule_removed"),
  "DELETE /api/admin/keys/:name": ({ params }) => ({ action: "key_revoked", details: { name: params["name"] } }),
};
