import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import { zipOf } from "@symphony/test-support/zip";
import type { Submission } from "../checker/checker.ts";
import type { Frame } from "../checker/frames.ts";
import type { createRandom } from "../support/random.ts";
import type { Node } from "./cluster.ts";
import type { Servers } from "./servers.ts";

const CLIENT = "chaos-client";
const ITEMS_MOST = 40;
const STARTED_BEFORE = 0.5;
const UPLOAD_ATTEMPTS = 5;
const SENT_TWICE = 0.25;
const SENT_AGAIN = 0.5;
const RESPONSE_WITHIN_MS = 60_000;
const RECONNECT_AFTER_MS = 250;

interface Outcome {
  /** Absent when the submission was refused. */
  batchId: string | undefined;
}

export interface ClientContext {
  random: ReturnType<typeof createRandom>;
  apis: readonly Node[];
  servers: Servers;
  picture: Uint8Array;
}

/** What was submitted and with which outcome, for the checker. */
export interface Clients {
  acknowledged: Submission[];
  withoutResponse: Submission[];
  rejected: Submission[];
  violations: string[];
  /** Submits a batch through any API, sometimes to all of them at once with one idempotency key. */
  submit(one?: { kind: Kind; count: number }): Promise<void>;
}

const KINDS = ["files", "zip", "urls", "parts"] as const;
type Kind = (typeof KINDS)[number];

export function createClients({ random, apis, servers, picture }: ClientContext): Clients {
  const clients: Clients = { acknowledged: [], withoutResponse: [], rejected: [], violations: [], submit };
  let submissions = 0;
  return clients;

  /** Names differ between submissions, so that one without a response can be recognised. */
  async function submit(one?: { kind: Kind; count: number }): Promise<void> {
    submissions += 1;
    const kind = one?.kind ?? random.pick(KINDS) ?? "files";
    const count = one?.count ?? random.between(1, ITEMS_MOST);
    const url = kind === "urls" ? `${servers.images.url}/i/` : "";
    const names = Array.from({ length: count }, (_, i) => `${url}${submissions}/${i}.jpg`);
    const draft = await startDraft(kind === "parts" ? 1 : STARTED_BEFORE);
    const fields = { client_id: CLIENT, webhook_url: servers.webhookUrl, ...draft };
    const key = `submission-${submissions}`;
    const uploads = kind === "parts" ? await sendParts(names, draft.batch_id) : [];
    const sendTo = (targets: readonly Node[]) =>
      Promise.all(targets.map((api) => send(api, kind, { names, uploads }, fields, key)));
    const responses = await sendTo(random.next() < SENT_TWICE ? apis : [random.pick(apis) as Node]);
    // Who gets no response may send the same again.
    if (!responses.some(Boolean) && random.next() < SENT_AGAIN)
      responses.push(...(await sendTo([random.pick(apis) as Node])));
    record(responses, { names, anyOrder: kind === "zip" || kind === "parts" });
  }

  /** Only a draft has an address for mail. It is of use to every API. */
  async function startDraft(share: number): Promise<{ batch_id?: string }> {
    if (random.next() > share) return {};
    const batch_id = await createCaller((random.pick(apis) as Node).url)
      .startBatch({ email: "chaos@example.com", webhook_url: servers.webhookUrl })
      .catch(() => undefined);
    return batch_id === undefined ? {} : { batch_id };
  }

  /** Two uploads, which are checked ahead where they name a draft. */
  async function sendParts(names: readonly string[], draftId: string | undefined): Promise<string[]> {
    const half = Math.ceil(names.length / 2);
    const parts = [names.slice(0, half), names.slice(half)].filter(({ length }) => length > 0);
    const ids = await Promise.all(
      parts.map((part) => upload(zipOf(part.map((name) => ({ name, bytes: picture }))), draftId)),
    );
    return ids.map((id) => id ?? randomUUID());
  }

  /** Until an API responds, a few times. @returns its id */
  async function upload(bytes: Buffer, draftId: string | undefined): Promise<string | undefined> {
    const metadata = { filename: "part.zip", ...(draftId === undefined ? {} : { batch_id: draftId }) };
    const headers = {
      "tus-resumable": "1.0.0",
      "upload-length": String(bytes.length),
      "upload-metadata": Object.entries(metadata)
        .map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`)
        .join(","),
      "content-type": "application/offset+octet-stream",
    };
    for (let attempt = 0; attempt < UPLOAD_ATTEMPTS; attempt += 1) {
      const signal = AbortSignal.timeout(RESPONSE_WITHIN_MS);
      const { url } = random.pick(apis) as Node;
      const request = { method: "POST", headers, body: new Uint8Array(bytes), signal };
      const response = await fetch(`${url}/api/uploads`, request).catch(() => undefined);
      const id = response?.status === 201 ? response.headers.get("location")?.split("/").at(-1) : undefined;
      if (id !== undefined) return id;
      await pause(RECONNECT_AFTER_MS);
    }
    return undefined;
  }

  async function send(
    api: Node,
    kind: Kind,
    { names, uploads }: { names: string[]; uploads: string[] },
    fields: Record<string, string>,
    key: string,
  ): Promise<Outcome | undefined> {
    const headers: Record<string, string> = { "idempotency-key": key };
    let body: FormData | string;
    if (kind === "urls" || kind === "parts") {
      headers["content-type"] = "application/json";
      const images = kind === "urls" ? { image_paths: names } : { uploads };
      body = JSON.stringify({ ...fields, ...images, chunkSize: 5 });
    } else if (kind === "zip") {
      body = formOf([["all.zip", zipOf(names.map((name) => ({ name, bytes: picture })))]], fields, "zip_file");
    } else {
      body = formOf(
        names.map((name): [string, Uint8Array] => [name, picture]),
        fields,
      );
    }
    return fetch(`${api.url}/api/check-logo/batch/`, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.timeout(RESPONSE_WITHIN_MS),
    })
      .then(async (response) => ({
        batchId: response.ok ? ((await response.json()) as { batch_id: string }).batch_id : undefined,
      }))
      .catch(() => undefined);
  }

  /** Of two submissions with one key, one may be accepted and the other be refused for the moment. */
  function record(responses: Array<Outcome | undefined>, rest: Omit<Submission, "batchId">) {
    const ids = new Set(responses.flatMap((each) => each?.batchId ?? []));
    for (const batchId of ids) clients.acknowledged.push({ ...rest, batchId });
    if (ids.size > 1) clients.violations.push(`I7: one idempotency key gave ${[...ids].join(" and ")}`);
    if (ids.size > 0) return;
    if (responses.includes(undefined)) clients.withoutResponse.push({ ...rest, batchId: undefined });
    else clients.rejected.push({ ...rest, batchId: undefined });
  }
}

/** Follows the batches through one API, and connects again when the connection breaks. */
export function follow(api: Node): { current(): Frame[] | undefined; closed: Frame[][]; stop(): void } {
  let [stopped, frames] = [false, undefined as Frame[] | undefined];
  let close = (): void => undefined;
  const closed: Frame[][] = [];
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        const listener = await listen(`${api.url.replace("http", "ws")}/ws/${CLIENT}`);
        frames = listener.frames;
        close = listener.close;
        await listener.closed;
        closed.push(listener.frames);
        frames = undefined;
      } catch {
        // The API or its gateway is away.
      }
      await pause(RECONNECT_AFTER_MS);
    }
  };
  void run();
  return { current: () => frames, closed, stop: () => ((stopped = true), close()) };
}
