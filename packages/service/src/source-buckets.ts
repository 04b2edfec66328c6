import { z } from "zod";

const fields = z.strictObject({
  /** The bucket's own name. */
  bucket: z.string().min(1),
  /** Another store than AWS: `https://host` or `http://host:port`. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  region: z.string().optional(),
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  path_style: z.boolean().optional(),
  /** Without them those of the environment or the machine's role count. */
  access_key_id: z.string().optional(),
  secret_access_key: z.string().optional(),
  /** Only objects below it are read, and addresses go on from it; ends with a slash. */
  prefix: z.string().regex(/\/$/).optional(),
  /** Whether `results.csv` of a batch is written below the prefix that it was made of. */
  write_results: z.boolean().default(false),
});
/** Half of them would be those of the environment, for a bucket that they are not for. */
const bucketSchema = fields.refine(
  ({ access_key_id: id, secret_access_key: secret }) => (id === undefined) === (secret === undefined),
  "access_key_id and secret_access_key go together",
);

/** A bucket that images may come from, and how it is reached. */
export interface SourceBucket {
  settings: {
    bucket: string;
    endpoint: string | undefined;
    region: string | undefined;
    forcePathStyle: boolean | undefined;
    credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  };
  prefix: string;
  writeResults: boolean;
}
export type SourceBuckets = ReadonlyMap<string, SourceBucket>;

/** Names are the hosts of addresses like `s3://name/prefix`. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/;

/**
 * Reads the setting: JSON such as `{"photos": {"bucket": "shop-photos", "region": "eu-central-1", "access_key_id": "…",
 * "secret_access_key": "…"}}`. Requests name a bucket; where it is and who may read it is said here alone.
 */
export const sourceBucketsSetting = z
  .string()
  .default("{}")
  .transform((text, context): SourceBuckets => {
    try {
      const parsed = z.record(z.string().regex(NAME), bucketSchema).parse(JSON.parse(text));
      return new Map(Object.entries(parsed).map(([name, each]) => [name, bucketOf(each)]));
    } catch (error) {
      const half = error instanceof z.ZodError && error.issues.find(({ code }) => code === "custom");
      const message = half
        ? `${half.path.join(".")}: ${half.message}`
        : 'must be JSON like {"name": {"bucket": "shop-photos"}}';
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
  });

function bucketOf(from: z.infer<typeof bucketSchema>): SourceBucket {
  const { bucket, endpoint, region, path_style: forcePathStyle, prefix = "", write_results: writeResults } = from;
  const [accessKeyId, secretAccessKey] = [from.access_key_id, from.secret_access_key];
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
  return { settings: { bucket, endpoint, region, forcePathStyle, credentials }, prefix, writeResults };
}

/** The parts of `s3://name/key`; the key is not encoded. `undefined` when it is no such address. */
export function parseBucketAddress(address: string): { name: string; key: string } | undefined {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(address);
  return match === null ? undefined : { name: match[1] ?? "", key: match[2] ?? "" };
}

export const bucketAddress = (name: string, key: string): string => `s3://${name}/${key}`;
