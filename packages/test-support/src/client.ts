import { WebSocket } from "ws";
import type { Result, Status, SubmitResponse } from "@symphony/contract";
import { until } from "./system.ts";

/** A caller of the API, as plain as a script would be. */
export function createCaller(url: string) {
  const getJson = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const post = (path: string, body: FormData | object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: "POST",
      ...(body instanceof FormData
        ? { body }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  return {
    getJson,
    post,
    async startBatch(fields: object = {}): Promise<string> {
      const answer = await post("/api/start-batch", fields);
      return ((await answer.json()) as { batch_id: string }).batch_id;
    },
    async submit(body: FormData | object): Promise<SubmitResponse> {
      const answer = await post("/api/check-logo/batch/", body);
      if (answer.status !== 200) throw new Error(`submit: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as SubmitResponse;
    },
    status: (batchId: string): Promise<Status> => getJson(`/api/check-logo/batch/${batchId}/status`),
    async results(batchId: string): Promise<Result[]> {
      return (await getJson<{ results: Result[] }>(`/api/check-logo/batch/${batchId}/complete`)).results;
    },
    untilDone: (batchId: string, timeoutMs = 60_000): Promise<void> =>
      until(
        async () => (await getJson<Status>(`/api/check-logo/batch/${batchId}/status`)).status === "completed",
        `batch ${batchId} is completed`,
        timeoutMs,
      ),
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

/** Follows a WebSocket address and keeps what comes. */
export async function listen(address: string): Promise<Listener> {
  const socket = new WebSocket(address);
  const frames: Listener["frames"] = [];
  const closed = new Promise<number>((resolve) => socket.on("close", (code) => resolve(code)));
  socket.on("message", (data) => frames.push(JSON.parse(data.toString()) as Listener["frames"][number]));
  await new Promise<void>((resolve, reject) => socket.once("open", resolve).once("error", reject));
  await until(() => frames.length > 0, "the first frame comes");
  return {
    frames,
    of: (event) => frames.filter((frame) => frame.event === event),
    send: (text) => socket.send(text),
    close: () => socket.close(),
    closed,
    socket,
  };
}
