import type { IncomingMessage } from "node:http";
import type { BatchStore } from "@symphony/batch-store";
import type { Logger } from "@symphony/service";
import { withinMs } from "@symphony/service";
import type { Identify } from "../http/access/identity.ts";
import { AUDITED_CALLS } from "./audited-calls.ts";
import type { CallFacts, DoneReply } from "./audited-calls.ts";

/** A response waits this long for its entry; what was done is done, whether the log takes it or not. */
const WAIT_MS = 2_000;
/** A download that is repeated within this time is one entry: a program may fetch a file again and again. */
const SAME_DOWNLOAD_MS = 60_000;
/** Downloads that are remembered for that. */
const DOWNLOADS_MAX = 1_000;

/** Records what a call did, after it was done. Never throws. */
export type Audit = (
  route: { method: string; path: string },
  call: { params: unknown; query: unknown; body: unknown; request: IncomingMessage },
  reply: DoneReply,
) => Promise<void>;

export function createAudit(store: Pick<BatchStore, "audit">, identify: Identify, logger: Logger): Audit {
  const isRepeated = createRepeats();
  return async ({ method, path }, { params, query, body, request }, reply) => {
    const describe = AUDITED_CALLS[`${method.toUpperCase()} ${path}`];
    const facts = describe?.({ params: fieldsOf(params), query: fieldsOf(query), body: fieldsOf(body), reply });
    if (facts === undefined) return;
    const entry = entryOf(facts, identify, request);
    if (facts.action === "download" && isRepeated(JSON.stringify(entry))) return;
    const appended = store.audit
      .append(entry)
      .catch((error: unknown) => logger.error({ err: error, ...entry }, "audit:failed"));
    await withinMs(WAIT_MS, appended);
  };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

function entryOf({ action, batch_id, details = {}, by }: CallFacts, identify: Identify, request: IncomingMessage) {
  return {
    by: by ?? identify(request),
    action,
    batch_id: typeof batch_id === "string" ? batch_id.toLowerCase() : null,
    details,
  };
}

function createRepeats(): (text: string) => boolean {
  const seen = new Map<string, number>();
  return (text) => {
    const now = Date.now();
    if (now - (seen.get(text) ?? -Infinity) < SAME_DOWNLOAD_MS) return true;
    seen.delete(text);
    seen.set(text, now);
    const oldest = seen.keys().next().value;
    if (seen.size > DOWNLOADS_MAX && oldest !== undefined) seen.delete(oldest);
    return false;
  };
}
