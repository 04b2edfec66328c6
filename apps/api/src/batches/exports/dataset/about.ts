import type { BatchManifest } from "@symphony/batch-store";
import type { DatasetQuery } from "@symphony/contract";
import type { LeftOut } from "./samples.ts";

export interface DatasetCounts {
  positives: number;
  negatives: number;
  /** The machine found a logo, and a person says that there is none. */
  hard: number;
  leftOut: LeftOut;
}

/** What somebody has to know who trains with it. */
export const aboutDataset = (
  { batch_id, created_at }: BatchManifest,
  { format, seed, all }: DatasetQuery,
  { positives, negatives, hard, leftOut }: DatasetCounts,
): string => `Images of batch ${batch_id} (${created_at}) with labels, format ${format}.

${all ? "All images, those that nobody reviewed with the machine's verdict." : "Images that a person reviewed."}
${positives} with boxes: their verdict is Valid; boxes are the machine's detections and what people drew.
${negatives} without boxes: their verdict is Invalid, and they show the background.
${hard} of these are hard negatives: the machine found the logo, and a person decided Invalid.

A person may also have decided Invalid because of how the logo looks: covered, mirrored, too small. Such an image
shows a logo and no box. The column "reason" of index.csv tells: remove them, or draw their boxes.

Left out:
${leftOut.withoutBox} that a person called Valid and that have no box: the machine found nothing, and nobody drew one
${leftOut.errors} that ended in an error
${leftOut.withoutPicture} of which no picture is kept

Images are upright views, large ones made smaller. Splits follow from each file's content and the seed ${seed}: copies of
one file are in the same split.
`;
