import type { BatchId } from "@symphony/contract";
import type { Row } from "../state/results-store.ts";
import type { Activity } from "../shared-ui/labels.ts";

/** What a table row and a grid tile are drawn from. */
export interface ItemProps {
  id: BatchId;
  row: Row;
  index: number;
  count: number;
  active: boolean;
  activity: Activity;
  onOpen(index: number): void;
}
