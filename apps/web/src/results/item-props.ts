import type { BatchId } from "@symphony/contract";
import type { Activity } from "../shared-ui/labels.ts";
import type { Item } from "../state/results-store.ts";

/** The props of a table row and of a grid tile. */
export interface ItemProps {
  id: BatchId;
  item: Item;
  index: number;
  count: number;
  /** How many others are shown as one with it. */
  copies: number;
  active: boolean;
  activity: Activity;
  onOpen(index: number): void;
}
