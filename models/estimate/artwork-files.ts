import type { CascadeConfig } from "../../apps/worker/src/cascade/cascade-file.ts";

/** The artwork that the stages of a cascade look for. */
export function artworkFilesOf({ stages }: CascadeConfig): string[] {
  const files = stages.flatMap((stage) => ("files" in stage ? (stage.files as string[]) : []));
  if (files.length === 0) throw new Error("This cascade has no artwork stage: pictures are drawn from its artwork.");
  return [...new Set(files)];
}
