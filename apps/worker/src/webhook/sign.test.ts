import { expect, test } from "@jest/globals";
import { signatureHeaders } from "./sign.ts";

test("a message is signed as the documentation says", () => {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
  expect(signatureHeaders("secret", '{"a":1}', 1_700_000_000)).toEqual({
    "x-symphony-timestamp": "1700000000",
    "x-symphony-signature": "sha256=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686",
  });
});
