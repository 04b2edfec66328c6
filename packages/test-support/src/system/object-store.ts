import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, isTaken } from "../../../../tools/redis.mjs";
import { findProgram } from "../../../../tools/system-package.mjs";
import { until } from "../until.ts";

/** An S3 server over a folder whose conditional writes are atomic. */
const SERVER = "versitygw";
const CREDENTIALS = { accessKeyId: "symphony", secretAccessKey: "symphony-test-secret" };
const BUCKET = "symphony-test";

export interface TestObjectStore {
  endpoint: string;
  bucket: string;
  /** The objects of the bucket, each a file of its name. */
  dir: string;
  credentials: typeof CREDENTIALS;
  /** Settings of processes that use it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** The server's program, on the path or where Go installs programs. `pnpm run test:tools` installs it. */
export function findObjectStore(): string | undefined {
  const found = findProgram(SERVER) ?? [join(goPath(), "bin", SERVER)].find(existsSync);
  if (found === undefined) console.warn(`Without ${SERVER} nothing is tested with a bucket: pnpm run test:tools`);
  return found;
}

const goPath = (): string => process.env["GOPATH"] ?? join(homedir(), "go");

/**
 * Starts the server on a free port, with one empty bucket in a temporary folder.
 *
 * @param versions whether it can keep versions of objects; the bucket does once it is told to
 */
export async function startObjectStore(program: string, { versions = false } = {}): Promise<TestObjectStore> {
  const dir = await mkdtemp(join(tmpdir(), "symphony-objects-"));
  await mkdir(join(dir, "data", BUCKET), { recursive: true });
  await mkdir(join(dir, "metadata"));
  await mkdir(join(dir, "versions"));
  const port = await freePort();
  const kept = versions ? ["--versioning-dir", join(dir, "versions")] : [];
  const serve = (...more: string[]): ChildProcess =>
    spawn(program, ["--port", `127.0.0.1:${port}`, "--quiet", "posix", ...more, ...kept, join(dir, "data")], {
      env: { ...process.env, ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId, ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey },
      stdio: "ignore",
    });
  let server = serve();
  const listens = (): Promise<void> =>
    until(async () => server.exitCode !== null || (await isTaken(port)), "the object store listens");
  await listens();
  if (server.exitCode !== null) {
    // On a file system without extended attributes it needs a folder for what it knows of objects. Then a reader may
    // get the bytes of one version with the etag of the next.
    server = serve("--sidecar", join(dir, "metadata"));
    await listens();
  }
  const exited = once(server, "exit");
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    bucket: BUCKET,
    dir: join(dir, "data", BUCKET),
    credentials: CREDENTIALS,
    env: {
      S3_ENDPOINT: endpoint,
      S3_FORCE_PATH_STYLE: "true",
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    async stop() {
      server.kill("SIGTERM");
      await exited;
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
