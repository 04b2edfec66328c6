import type { Texts } from "../en/index.ts";
import { labels } from "./labels.ts";
import { results } from "./results.ts";
import { review } from "./review.ts";
import { threshold } from "./threshold.ts";
import { viewer } from "./viewer.ts";

export const de: Texts = { ...labels, ...results, ...review, ...threshold, ...viewer };
