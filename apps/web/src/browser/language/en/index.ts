import { admin } from "./admin.ts";
import { app } from "./app.ts";
import { batch } from "./batch.ts";
import { brands } from "./brands.ts";
import { calibration } from "./calibration.ts";
import { correct } from "./correct.ts";
import { handOn } from "./hand-on.ts";
import { labels } from "./labels.ts";
import { newBatch } from "./new-batch.ts";
import { reasons } from "./reasons.ts";
import { record } from "./record.ts";
import { results } from "./results.ts";
import { review } from "./review.ts";
import { threshold } from "./threshold.ts";
import { viewer } from "./viewer.ts";

/** Every text of the page by its key; `{name}` is filled in. The other languages have the same keys. */
export const en = {
  ...admin,
  ...app,
  ...batch,
  ...brands,
  ...calibration,
  ...correct,
  ...handOn,
  ...labels,
  ...newBatch,
  ...reasons,
  ...record,
  ...results,
  ...review,
  ...threshold,
  ...viewer,
} as const;

export type Texts = Readonly<Record<keyof typeof en, string>>;
