import { expect, test } from "@jest/globals";
import { errorFromAnswer } from "./api-error.ts";

test("a problem's own sentence is shown, with what was skipped", () => {
  const body = JSON.stringify({
    type: "t",
    title: "t",
    status: 400,
    code: "zip_without_images",
    detail: "No images found in zip file",
    skipped: [{ name: "a.txt", reason: "not an image" }],
  });
  expect(errorFromAnswer(400, body)).toMatchObject({
    code: "zip_without_images",
    message: "No images found in zip file",
    skipped: [{ name: "a.txt" }],
  });
});

test("a proxy's page is no sentence for people", () => {
  expect(errorFromAnswer(502, "<html>Bad gateway</html>")).toMatchObject({
    code: "unreadable",
    message: "The server answered 502. Try again in a moment.",
  });
  expect(errorFromAnswer(413, "<html>")).toMatchObject({ code: "upload_too_large" });
});
