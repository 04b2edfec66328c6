import { expect, test } from "@jest/globals";
import { sourceBucketsSetting } from "./source-buckets.ts";

const FULL = { bucket: "shop-photos", access_key_id: "id", secret_access_key: "secret" };

test("a bucket has both credentials, or those of the environment", () => {
  expect(sourceBucketsSetting.parse(JSON.stringify({ photos: FULL })).get("photos")?.settings.credentials).toEqual({
    accessKeyId: "id",
    secretAccessKey: "secret",
  });
  expect(sourceBucketsSetting.parse('{"photos": {"bucket": "b"}}').get("photos")?.settings.credentials).toBeUndefined();
  for (const half of ["access_key_id", "secret_access_key"]) {
    const parsed = sourceBucketsSetting.safeParse(JSON.stringify({ photos: { ...FULL, [half]: undefined } }));
    expect(parsed.error?.issues[0]?.message).toBe("photos: access_key_id and secret_access_key go together");
  }
  expect(sourceBucketsSetting.safeParse("[]").error?.issues[0]?.message).toContain("must be JSON like");
});
