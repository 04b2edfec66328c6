import { z } from "zod";

export const capabilitiesSchema = z
  .object({
    summary_mail: z.boolean().meta({
      description: "Whether the summary of a batch is mailed to the address that the batch was started with.",
    }),
    webhooks: z.boolean().meta({ description: "Whether a webhook_url is accepted." }),
    max_file_bytes: z.number().int().meta({ description: "Largest image file." }),
    max_image_pixels: z.number().int().meta({ description: "Largest image, width times height." }),
    max_batch_items: z.number().int().meta({ description: "Largest number of images in one batch." }),
    brands: z.array(z.string()).meta({ description: "Brands whose marks are looked for; empty while no worker runs." }),
    workers: z
      .number()
      .int()
      .nullable()
      .meta({ description: "Workers that are alive and have loaded their models; null while that is not known." }),
    admin: z.boolean().meta({ description: "Whether the administrator's page is on." }),
    keeps_originals: z.boolean().meta({
      description: "Whether the files of new batches are kept as they were sent; else only reduced views of them.",
    }),
    review_reasons: z.array(z.string()).meta({ description: "Reasons that a reviewer can choose from." }),
    max_upload_bytes: z
      .number()
      .int()
      .meta({ description: "Largest request, and largest number of bytes unpacked from its zips." }),
  })
  .meta({ id: "Capabilities" });
export type Capabilities = z.infer<typeof capabilitiesSchema>;

export const serviceSchema = z.object({
  service: z.string(),
  message: z.string(),
  description: z.string(),
  docs: z.string(),
});

export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof readinessSchema>;
