import { expect, test } from "@jest/globals";
import { z } from "zod";
import {
  compareQuerySchema,
  csvQuerySchema,
  initBatchRequestSchema,
  Problem,
  singleRequestSchema,
  startBatchRequestSchema,
  uploadFieldsSchema,
} from "@symphony/contract";
import { byItem, byQuery } from "../routes/parameters.ts";
import { validate } from "./read-body.ts";

const ID = "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21";

test.each<[string, z.ZodType, unknown]>([
  ["batch_id: must be given.", byQuery, {}],
  ["batch_id: must not be empty.", byQuery, { batch_id: "" }],
  ["batch_id: must be a text.", byQuery, { batch_id: [ID, ID] }],
  ["image_path: must be given.", singleRequestSchema, {}],
  ["image_path: must be a text.", singleRequestSchema, { image_path: 5 }],
  ["image_path: must have no more than 2048 characters.", singleRequestSchema, { image_path: "x".repeat(2049) }],
  ["body: must be an object.", singleRequestSchema, []],
  ["total: must be a number.", initBatchRequestSchema, { batch_id: ID, total: "many" }],
  ["total: must be a whole number.", initBatchRequestSchema, { batch_id: ID, total: 1.5 }],
  ["total: must be 0 or more.", initBatchRequestSchema, { batch_id: ID, total: -1 }],
  ["chunkSize: must be 100 or less.", uploadFieldsSchema, { chunkSize: "101" }],
  ["brand: must have no more than 8 entries.", uploadFieldsSchema, { brand: [..."abcdefghi"] }],
  ["seq: must be a number.", byItem, { id: ID, seq: "x" }],
  ['delimiter: must be ",", ";" or "\\t".', csvQuerySchema, { delimiter: ";;" }],
  ["bom: must be true or false.", csvQuerySchema, { bom: "x" }],
  ["with: must be given.", compareQuerySchema, {}],
  [
    "client_id: must be 1 to 128 characters of A-Z, a-z, 0-9, '.', '_' and '-'.",
    uploadFieldsSchema,
    { client_id: " " },
  ],
  ["email: must be one address like name@example.com.", startBatchRequestSchema, { email: "nobody" }],
  ["webhook_url: must be an http or https address.", startBatchRequestSchema, { webhook_url: "nope" }],
  ["webhook_url: must not carry a user name or password.", uploadFieldsSchema, { webhook_url: "http://a:b@c.test" }],
  ['body: must not have the field "b".', z.strictObject({ a: z.string() }), { a: "", b: "" }],
])("a refusal is a plain sentence: %s", (detail, schema, value) => {
  const refused = (): unknown => validate(schema, value, "body");
  expect(refused).toThrow(Problem);
  expect(refused).toThrow(expect.objectContaining({ message: detail }));
});
