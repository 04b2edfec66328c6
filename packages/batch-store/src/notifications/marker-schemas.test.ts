import { expect, test } from "@jest/globals";
import { encodeMailIntent, mailIntentSchema } from "./marker-schemas.ts";

test("the number of the run stands under the key that older processes know", () => {
  const intent = { run: 1, message_id: "<id@host>", asked_at: "2026-01-01T00:00:00.000Z" };
  expect(JSON.parse(encodeMailIntent(intent))).toMatchObject({ generation: 1, message_id: "<id@host>" });
  expect(mailIntentSchema.parse(JSON.parse(encodeMailIntent(intent)))).toEqual(intent);
});
