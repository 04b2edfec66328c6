import { expect, test } from "@jest/globals";
import { batchAddress, decodeBatchAddress } from "./address.ts";

const ID = "6f1c1f0e-5a0b-4c6d-9a57-0d3a4f2b1c11";

test("decodes the batch id, or undefined for anything else", () => {
  expect(decodeBatchAddress(`?batch=${ID.toUpperCase()}`)).toBe(ID);
  for (const search of ["", "?batch=", "?batch=../../etc", `?other=${ID}`])
    expect(decodeBatchAddress(search)).toBeUndefined();
  expect([batchAddress(ID), batchAddress(undefined)]).toEqual([`/?batch=${ID}`, "/"]);
});
