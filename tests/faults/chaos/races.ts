import { createCaller } from "@symphony/test-support/client";
import type { Submission } from "../checker/checker.ts";
import type { Exports } from "../checker/read-exports.ts";
import type { createRandom } from "../support/random.ts";
import type { Node } from "./cluster.ts";

const VERBS = ["pause", "pause", "resume", "cancel", "threshold", "threshold", "retry-failed"] as const;
const DONE = new Set([200, 202]);
/** With the refusals that a caller has to expect. */
const EXPECTED = new Set([...DONE, 409, 429, 503, 507]);
const AT_ONCE_MOST = 5;
const RECENT = 10;

export interface Races {
  /** Several calls at the same moment change one batch, each through any API. */
  race(): Promise<void>;
  /** Resumes what is paused. @returns whether an API said of every batch that it is not paused any more */
  resumeAll(): Promise<boolean>;
  violations(exports: Exports): string[];
  counts: Map<string, number>;
}

const isDone = (status: number | undefined): boolean => status !== undefined && DONE.has(status);

export function createRaces(
  random: ReturnType<typeof createRandom>,
  apis: readonly Node[],
  acknowledged: readonly Submission[],
): Races {
  const counts = new Map<string, number>();
  const unexpected: string[] = [];
  /** Batches that are cancelled for good, as long as no run was started after it. */
  const cancelled = new Set<string>();
  const call = async (id: string, verb: string): Promise<number | undefined> => {
    const api = random.pick(apis) as Node;
    const body = verb === "threshold" ? { threshold: random.between(1, 99) / 100 } : {};
    const response = await createCaller(api.url)
      .post(`/api/batches/${id}/${verb}`, body)
      .catch(() => undefined);
    const text = await response?.text().catch(() => "");
    const outcome = `${verb} ${response?.status ?? "without a response"}`;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (response !== undefined && !EXPECTED.has(response.status))
      unexpected.push(`I4: ${verb} of batch ${id}: ${response.status} ${text}`);
    return response?.status;
  };
  return {
    counts,
    async race() {
      const id = random.pick(acknowledged.slice(-RECENT))?.batchId;
      if (id === undefined) return;
      const verbs = Array.from({ length: random.between(2, AT_ONCE_MOST) }, () => random.pick(VERBS) as string);
      const outcomes = await Promise.all(verbs.map((verb) => call(id, verb)));
      const isAcknowledged = (verb: string): boolean => verbs.some((each, i) => each === verb && isDone(outcomes[i]));
      if (isAcknowledged("cancel")) cancelled.add(id);
      const mayStart = (verb: string, i: number): boolean =>
        /threshold|retry/.test(verb) && (isDone(outcomes[i]) || outcomes[i] === undefined);
      if (verbs.some(mayStart)) cancelled.delete(id);
    },
    async resumeAll() {
      let isDoneWithAll = true;
      for (const { batchId = "" } of acknowledged) {
        const caller = createCaller((random.pick(apis) as Node).url);
        const status = await caller.status(batchId).catch(() => undefined);
        const isOpen = status?.status === "paused" ? !isDone(await call(batchId, "resume")) : status === undefined;
        if (isOpen) isDoneWithAll = false;
      }
      return isDoneWithAll;
    },
    violations({ batches }) {
      const found = [...unexpected];
      // No run was started after the cancel, so it is that of the newest run.
      for (const id of cancelled) {
        const final = batches.get(id)?.end ?? "{}";
        const isCancelled = (JSON.parse(final) as { status?: string }).status === "cancelled";
        if (!isCancelled) found.push(`I4: the cancel of batch ${id} was acknowledged, and it ended as ${final}`);
      }
      return found;
    },
  };
}
