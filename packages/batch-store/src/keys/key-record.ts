import { z } from "zod";
import { keyNameSchema, scopeSchema } from "@symphony/contract";

/**
 * `.keys/<name>.json`: put in place once, never changed. A key has 256 random bits, so a plain SHA-256 cannot be
 * reversed by guessing; a slow hash is for passwords that people choose, and would cost every call.
 */
export const keyRecordSchema = z.object({
  name: keyNameSchema,
  /** Hex SHA-256 of the key. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(scopeSchema),
  created_at: z.string(),
  created_by: z.string(),
});
export type KeyRecord = z.infer<typeof keyRecordSchema>;

/** `.keys/revoked/<name>.json`: put in place once; a key that is revoked stays so, and its name stays taken. */
export const revocationSchema = z.object({ at: z.string(), by: z.string() });
export type Revocation = z.infer<typeof revocationSchema>;
