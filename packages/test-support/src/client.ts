import type { Result, Status, SubmitResponse } from "@symphony/contract";
import { WebSocket } from "ws";
import { until } from "./until.ts";

const DONE_TIMEOUT_MS = 60_000;

/** Calls the API like a simple script does. */
export function createCaller(url: string) {
  const getJson = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const post = (path: string, body: FormData | object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: "POST",
      ...(body instanceof FormData
        ? { body }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  const status = (batchId: string): Promise<Status> => getJson(`/api/check-logo/batch/${batchId}/status`);
  return {
    getJson,
    post,
    status,
    async startBatch(fields: object = {}): Promise<string> {
      const response = await post("/api/start-batch", fields);
      return ((await response.json()) as { batch_id: string }).batch_id;
    },
    async submit(body: FormData | object): Promise<SubmitResponse> {
      const response = await post("/api/check-logo/batch/", body);
      if (response.status !== 200) throw new Error(`submit: ${response.status} ${await response.text()}`);
      return (await response.json()) as SubmitResponse;
    },
    async results(batchId: string): Promise<Result[]> {
      return (await getJson<{ results: Result[] }>(`/api/check-logo/batch/${batchId}/complete`)).results;
    },
    untilProcessed: (batchId: string, count: number): Promise<void> =>
      until(async () => (await status(batchId)).processed >= count, `${count} items of ${batchId} are processed`),
    untilDone: (batchId: string, timeoutMs = DONE_TIMEOUT_MS): Promise<void> =>
      until(async () => (await status(batchId)).status === "completed", `batch ${batchId} is completed`, timeoutMs),
  };
}
export type Caller = ReturnType<typeof createCaller>;

/** A form of image files, with a batch id and other fields where given. */
export function formOf(
  files: Array<[name: string, bytes: Uint8Array]>,
  fields: Record<string, string> = {},
  field = "files",
): FormData {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  for (const [name, bytes] of files) form.append(field, new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  return form;
}

export interface Listener {
  /** Every frame so far, parsed. */
  frames: Array<Record<string, unknown> & { event: string }>;
  of(event: string): Array<Record<string, unknown>>;
  send(text: string): void;
  close(): void;
  /** Resolves with the close code. */
  closed: Promise<number>;
  socket: WebSocket;
}

/** Connects to a WebSocket address and collects its frames. */
export async function listen(address: string): Promise<Listener> {
  const socket = new WebSocket(address);
  const frames: Listener["frames"] = [];
  const closed = new Promise<number>((resolve) => socket.on("close", (code) => resolve(code)));
  socket.on("message", (data) => frames.push(JSON.parse(data.toString()) as Listener["frames"][number]));
  await new Promise<void>((resolve, reject) => socket.once("open", resolve).once("error", reject));
  await until(() => frames.length > 0, "the first frame arrives");
  return {
    frames,
    of: (event) => frames.filter((frame) => frame.event === event),
    send: (text) => socket.send(text),
    close: () => socket.close(),
    closed,
    socket,
  };
}

/** The header of HTTP Basic authentication. */
export const basicAuth = (name: string, password: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
