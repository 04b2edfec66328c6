import { expect, test } from "@jest/globals";
import { errorFromResponse } from "./api-error.ts";

test("takes the message and the skipped files from problem+json", () => {
  const body = JSON.stringify({
    type: "t",
    title: "t",
    status: 400,
    code: "zip_without_images",
    detail: "No images found in zip file",
    skipped: [{ name: "a.txt", reason: "not an image" }],
  });
  expect(errorFromResponse(400, body)).toMatchObject({
    code: "zip_without_images",
    message: "No images found in zip file",
    skipped: [{ name: "a.txt" }],
  });
});

test("replaces a proxy's error page by a readable message", () => {
  expect(errorFromResponse(502, "<html>Bad gateway</html>")).toMatchObject({
    code: "unreadable",
    message: "The server answered 502. Try again in a moment.",
  });
  expect(errorFromResponse(413, "<html>")).toMatchObject({ code: "upload_too_large" });
});
