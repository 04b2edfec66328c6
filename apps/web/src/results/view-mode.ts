import { createSignal } from "../browser/signal.ts";
import { localStore } from "../browser/storage.ts";

export type ViewMode = "table" | "grid";

const KEY = "symphony.look";

export const viewMode = createSignal<ViewMode>(localStore.read(KEY) === "grid" ? "grid" : "table");

export function setViewMode(mode: ViewMode): void {
  localStore.write(KEY, mode);
  viewMode.set(mode);
}
