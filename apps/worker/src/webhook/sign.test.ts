import { expect, test } from "@jest/globals";
import { signatureHeaders } from "./sign.ts";

test("a message is signed as the documentation says, in both forms", () => {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
  // printf 'id-1.1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret -binary | base64
  expect(signatureHeaders("secret", "id-1", '{"a":1}', 1_700_000_000)).toEqual({
    "x-symphony-timestamp": "1700000000",
    "x-symphony-signature": "sha256=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686",
    "webhook-id": "id-1",
    "webhook-timestamp": "1700000000",
    "webhook-signature": "v1,26pwlE8p4lfI2hZnvDAsYExOsz2j5qWu0P9FqBXV8Fo=",
  });
});

test("the example of Standard Webhooks verifies", () => {
  const headers = signatureHeaders(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    '{"test": 2432232314}',
    1_614_265_330,
  );
  expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});
