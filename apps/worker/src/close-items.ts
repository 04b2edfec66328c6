import type { Accepted, ErrorCategory } from "@symphony/contract";
import { countRow } from "./count-row.ts";
import type { CountDeps } from "./count-row.ts";
import { errorRow } from "./row.ts";

/** Gives every item that has no row yet one that says why it was not judged. A judge who is faster wins. */
export async function closeItems(
  deps: CountDeps,
  accepted: Accepted,
  category: ErrorCategory,
  sentence: string,
): Promise<void> {
  const { generation } = await deps.store.control(accepted.batch_id);
  for await (const seq of deps.store.pending(accepted)) {
    const item = await deps.store.item(accepted.batch_id, seq);
    const row = errorRow({ accepted, item, attempts: 0, milliseconds: 0 }, category, sentence);
    if (await deps.store.rows.commit(row, generation)) await countRow(deps, accepted, row);
  }
}
