import { join } from "node:path";
import { ownerId } from "./owner-id.ts";
import type { Paths } from "./paths.ts";

/** A path for a folder that must not outlive this process. */
export const newStagingFolder = (paths: Paths): string => join(paths.staging, ownerId());
