import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CascadeError } from "./cascade-error.ts";

export const CASCADE_FILE = "cascade.json";

/** Half a name may be misread, since the confidence weighs each letter. */
const MAX_EDITS_DEFAULT = 4;
const SIDE_PX_MAX = 4096;
const side = z.int().min(32).max(SIDE_PX_MAX);
const name = z.string().regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits, '.', '_' or '-'");
const fraction = z.number().min(0).max(1);
/** A path below the models folder: relative, and not out of it. */
const file = z
  .string()
  .min(1)
  .refine((path) => !/^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)/.test(path), "must be a path below the models folder");

/** Where a model comes from and its licence; what was measured, and on what. */
const forPeople = { origin: z.string().optional(), accuracy: z.string().optional() };

export const yoloSchema = z.strictObject({
  name,
  type: z.literal("yolo"),
  file,
  /** Checked when it is there; every stage that ships has it. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits")
    .optional(),
  /** A side, or [height, width]. */
  input_size: z.union([side, z.tuple([side, side])]),
  /** How much a model of free size has small pictures blown up at most. */
  enlarge: z.number().min(1).max(4).default(1),
  /** May be left out for a model that names its classes itself: then all of them count. */
  classes: z.array(z.string().min(1)).min(1).optional(),
  accept: z.array(z.string().min(1)).min(1).optional(),
  threshold: fraction,
  /** What scores less, seen with at least so many input pixels for one of the original's, is not asked of later stages. */
  reject: z.strictObject({ below: fraction, scale: z.number().positive().max(1) }).optional(),
  iou: fraction.default(0.45),
  margin: z.int().min(0).max(200).default(10),
  layout: z.enum(["v5", "v8", "end2end"]).optional(),
  tiles: z.strictObject({ across: z.int().min(2).max(6), overlap: z.number().min(0).max(0.5).default(0.2) }).optional(),
  ...forPeople,
});
export type YoloConfig = z.infer<typeof yoloSchema>;

export const wordmarkSchema = z.strictObject({
  name,
  type: z.literal("wordmark"),
  words: z
    .array(z.string().regex(/^[\p{L}\p{N} ]{2,40}$/u, "must be 2 to 40 letters, digits or spaces"))
    .min(1)
    .max(16),
  max_edits: z.int().min(0).max(8).default(MAX_EDITS_DEFAULT),
  /** Sides of squares whose area the picture is brought to, from cheap to dear. */
  input_size: z.union([side.transform((one) => [one]), z.array(side).min(1).max(4)]),
  threshold: fraction,
  box_threshold: fraction.default(0.6),
  max_boxes: z.int().min(1).max(500).default(60),
  ...forPeople,
});
export type WordmarkConfig = z.infer<typeof wordmarkSchema>;

export const cascadeSchema = z.strictObject({
  brand: z.string().trim().min(1).max(100),
  stages: z
    .array(z.discriminatedUnion("type", [yoloSchema, wordmarkSchema]))
    .min(1, "must list at least one stage")
    .max(16)
    .superRefine((stages, context) => {
      stages.forEach((stage, index) => {
        if (stages.findIndex((other) => other.name === stage.name) === index) return;
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `'${stage.name}' is already the name of an earlier stage`,
        });
      });
    }),
});
export type CascadeConfig = z.infer<typeof cascadeSchema>;

/** @throws {CascadeError} when the file is missing, no JSON, or not what a cascade looks like */
export async function readCascadeFile(modelsDir: string): Promise<CascadeConfig> {
  const path = join(modelsDir, CASCADE_FILE);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new CascadeError(`${path} cannot be read: it lists the models to use.`, { cause });
  }
  return parseCascade(text);
}

/** @throws {CascadeError} */
export function parseCascade(text: string): CascadeConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CascadeError(`${CASCADE_FILE} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = cascadeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => problemText(issue, value));
  throw new CascadeError(`${CASCADE_FILE}: ${problems.join("; ")}`, { cause: parsed.error });
}

/** "stage 'logo': threshold: Too big: expected number to be <=1" */
function problemText(issue: z.core.$ZodIssue, value: unknown): string {
  const [first, index, ...rest] = issue.path;
  const inStage = first === "stages" && typeof index === "number";
  const where = inStage ? [stageLabel(value, index), ...rest.map(String)] : issue.path.map(String);
  const what =
    issue.code === "unrecognized_keys"
      ? `unknown key ${issue.keys.map((key) => `'${key}'`).join(", ")}`
      : issue.message;
  return [...where, what].join(": ");
}

function stageLabel(value: unknown, index: number): string {
  const stages = (value as { stages?: unknown[] }).stages ?? [];
  const stageName = (stages[index] as { name?: unknown } | null | undefined)?.name;
  return typeof stageName === "string" ? `stage '${stageName}'` : `stage ${index + 1}`;
}
