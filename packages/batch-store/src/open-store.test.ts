import { expect, test } from "@jest/globals";
import { openStore } from "./open-store.ts";

test.each([{ AWS_ACCESS_KEY_ID: "id" }, { AWS_SECRET_ACCESS_KEY: "secret" }])(
  "half of the credentials of a bucket is refused (%p)",
  async (half) => {
    await expect(openStore({ EXPORTS_DIR: "", STORE_URL: "s3://photos", ...half })).rejects.toMatchObject({
      code: "unsuitable",
      message: expect.stringContaining("go together"),
    });
  },
);
