import { z } from "zod";
import { commonKeys, fraction, modelFile, sha256, side } from "../stage-keys.ts";
import { LAYOUTS } from "./layout.ts";

const className = z.string().min(1);

export const yoloSchema = z
  .strictObject({
    ...commonKeys,
    type: z.literal("yolo"),
    file: modelFile,
    sha256,
    /** A side, or [height, width], in pixels. */
    input_size: z.union([side, z.tuple([side, side])]),
    /** The largest factor by which a model of free size sees small pictures enlarged. */
    enlarge: z.number().min(1).max(4).default(1),
    classes: z
      .array(className, 'must list the names of all the model\'s classes in their order, for example ["logo"]')
      .min(1),
    /** The classes that count; default: all. */
    accept: z.array(className).min(1).optional(),
    /**
     * An image whose confidence stays below `below` is not passed to later stages, if this stage saw it with at
     * least `scale` input pixels for each pixel of the original.
     */
    reject: z.strictObject({ below: fraction, scale: z.number().positive().max(1) }).optional(),
    /**
     * The whole picture is looked at again at half the size, for logos that nearly fill it. Only boxes whose long side
     * has so many input pixels count then: the others were seen at twice the size.
     */
    half_size: z.strictObject({ min_box: z.int().min(0) }).optional(),
    iou: fraction.default(0.45),
    /** White border in pixels of the original. */
    margin: z.int().min(0).max(200).default(10),
    layout: z.enum(LAYOUTS).optional(),
    tiles: z
      .strictObject({ across: z.int().min(2).max(6), overlap: z.number().min(0).max(0.5).default(0.2) })
      .optional(),
  })
  .superRefine(({ classes, accept = [] }, context) => {
    const unknown = accept.filter((name) => !classes.includes(name));
    if (unknown.length === 0) return;
    const names = unknown.map((name) => `'${name}'`).join(", ");
    context.addIssue({ code: "custom", path: ["accept"], message: `${names} is not listed in classes` });
  });
export type YoloConfig = z.infer<typeof yoloSchema>;
