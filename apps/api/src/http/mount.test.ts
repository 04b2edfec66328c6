import { once } from "node:events";
import { Readable } from "node:stream";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { expect, test } from "@jest/globals";
import type { ApiDeps } from "../deps.ts";
import { mountRoutes } from "./mount.ts";
import type { Route } from "./route.ts";

test("a stream that fails while the audit entry is written is an error of its request, not of the process", async () => {
  const app = express();
  const failing = {
    method: "get",
    path: "/csv",
    handle: async () => {
      const stream = new Readable({ read: () => undefined });
      setTimeout(() => stream.destroy(new Error("the disk failed")), 10);
      return { status: 200, stream };
    },
  } as unknown as Route;
  mountRoutes(app, [failing], { audit: () => sleep(100) } as unknown as ApiDeps);
  const onError: express.ErrorRequestHandler = (error: Error, _request, response, _next) => {
    response.status(500).send(error.message);
  };
  app.use(onError);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/csv`);
  expect([response.status, await response.text()]).toEqual([500, "the disk failed"]);
  server.close();
});
