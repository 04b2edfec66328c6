import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

interface Span {
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

/** The spans that the collector received. */
const spans: Span[] = [];
let collector: Server;
let system: System;

beforeAll(async () => {
  collector = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (request.url === "/v1/traces") spans.push(...decode(Buffer.concat(parts).toString()));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  system = await startSystem({
    workers: 2,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}` },
  });
});
afterAll(async () => {
  await system.stop();
  collector.closeAllConnections();
  collector.close();
});

interface Export {
  resourceSpans: Array<{
    resource: { attributes: Array<{ key: string; value: { stringValue: string } }> };
    scopeSpans: Array<{ spans: Array<Omit<Span, "service">> }>;
  }>;
}

function decode(text: string): Span[] {
  return (JSON.parse(text) as Export).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => ({ ...span, service })));
  });
}

test("one trace covers the upload, every image and the end of the batch", async () => {
  const caller = createCaller(system.url);
  const picture = await markedPicture();
  const { batch_id: id } = await caller.submit(
    formOf(
      [
        ["a.jpg", picture],
        ["b.jpg", picture],
        ["c.jpg", picture],
      ],
      { chunkSize: "1" },
    ),
  );
  await caller.untilDone(id);
  const upload = (): Span | undefined => spans.find((span) => span.name === "POST /api/check-logo/batch");
  const inTrace = (): Span[] => spans.filter((span) => span.traceId === upload()?.traceId);
  const items = (): Span[] => inTrace().filter((span) => span.name === "item");
  await until(
    () =>
      items().length === 3 && inTrace().some((span) => span.service === "worker" && span.name.includes("finishing")),
    "the whole trace has arrived",
  );
  const byId = new Map(inTrace().map((span) => [span.spanId, span]));
  for (let span of items()) {
    expect(span.service).toBe("worker");
    while (span.parentSpanId) span = byId.get(span.parentSpanId) as Span;
    expect(span).toBe(upload());
  }
});
