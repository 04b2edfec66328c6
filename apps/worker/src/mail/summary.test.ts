import type { BatchManifest, Final } from "@symphony/batch-store";
import { expect, test } from "@jest/globals";
import { countsOf } from "@symphony/contract";
import { composeSummary } from "./summary.ts";

const manifest: BatchManifest = {
  batch_id: "0b7e1a5e-1f8e-4d0c-9d43-53b6e6cf5d8a",
  client_id: null,
  email: "a@example.com",
  kind: "files",
  chunk_size: 10,
  total: 10,
  single: false,
  created_at: "2026-01-01T00:00:00.000Z",
  accepted_at: "2026-01-01T00:00:00.000Z",
};
const final: Final = {
  batch_id: manifest.batch_id,
  status: "completed",
  counts: countsOf({ total: 10, valid: 5, invalid: 2, error: 3 }),
  events: 10,
  errors_by_category: { url_timeout: 1, not_an_image: 2 },
  valid_by_stage: { logo: 5 },
  completed_at: "2026-01-01T01:02:03.000Z",
};

test("the summary has counts, duration, error reasons and a link to the results", () => {
  const { subject, text } = composeSummary({ manifest, final, publicUrl: "https://photos.example/", attached: true });
  expect(subject).toBe(`Symphony: batch ${manifest.batch_id} is completed`);
  expect(text).toBe(`Batch ${manifest.batch_id}

10 images, completed after 1 h 2 min 3 s

  Valid: 5
  Invalid: 2
  Error: 3

Errors by reason
  not an image: 2
  url timeout: 1

See the results: https://photos.example/?batch=${manifest.batch_id}

All results are attached as CSV.
`);
});

test("the duration of a retry starts with the retry", () => {
  const { text } = composeSummary({
    manifest,
    final: { ...final, started_at: "2026-01-01T01:02:00.000Z" },
    publicUrl: "https://photos.example/",
    attached: true,
  });
  expect(text).toContain("10 images, completed after 3 s\n");
});

test("a CSV that is not attached is linked, in text and HTML", () => {
  const link = `https://photos.example/symphony/api/check-logo/batch/export-csv/${manifest.batch_id}`;
  const { text, html } = composeSummary({
    manifest,
    final: { ...final, status: "cancelled" },
    publicUrl: "https://photos.example/symphony",
    attached: false,
  });
  expect(text).toContain(link);
  expect(html).toContain(`<a href="${link}">`);
  expect(html).toContain("cancelled after 1 h");
});
