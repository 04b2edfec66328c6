import { z } from "zod";

/** What a caller may do: submit and control batches, read them, decide about their images, administer the service. */
export const SCOPES = ["submit", "read", "review", "admin"] as const;
export const scopeSchema = z.enum(SCOPES);
export type Scope = z.infer<typeof scopeSchema>;

/** What is recorded as the author of what a caller with this key does. */
export const keyNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w.@-]{0,63}$/,
    "a name has 1 to 64 letters, digits and . _ @ -, and begins with one of the first two",
  );

export const createKeyRequestSchema = z.object({
  name: keyNameSchema,
  scopes: z
    .array(scopeSchema)
    .min(1)
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope))),
});

/** An API key as it is listed; the key itself is shown once, when it is made. */
export const apiKeySchema = z
  .object({
    name: keyNameSchema,
    scopes: z.array(scopeSchema),
    created_at: z.string(),
    created_by: z.string(),
    revoked_at: z.string().nullable(),
    revoked_by: z.string().nullable(),
    /** To the hour; null before the first call. */
    last_used_at: z.string().nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema) });
export const createdKeySchema = apiKeySchema.extend({ key: z.string() });
