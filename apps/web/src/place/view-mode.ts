import { localStore } from "../browser/storage.ts";

export type ViewMode = "table" | "grid";

const KEY = "symphony.look";

/** The view mode that was last chosen in this browser. */
export const preferredViewMode = (): ViewMode => (localStore.read(KEY) === "grid" ? "grid" : "table");

export const saveViewMode = (mode: ViewMode): void => localStore.write(KEY, mode);
