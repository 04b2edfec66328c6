import { expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../tools/system-package.mjs";
import { readYaml } from "../support/yaml.ts";
import { findCompose, findEngine } from "../../tools/containers/engine.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const CHECK_MS = 1_200_000;

/** Expressions that docker-compose 1.29 replaces: a name, with a default that holds no further expression. */
const PLAIN = /\$\{[A-Z0-9_]+(?::?-[^${}]*)?\}|\$\$/g;

/** What is left of a compose file once every plain expression is gone; a comment may hold anything. */
const otherExpressions = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("#"))
    .map((line) => line.replaceAll(PLAIN, ""))
    .filter((line) => line.includes("$"));

test("docker-compose.yml has no default within a default, and nothing else that docker-compose 1.29 does not know", () => {
  for (const file of ["docker-compose.yml", "examples/oauth2-proxy.yml"])
    expect(otherExpressions(readFileSync(`${root}${file}`, "utf8"))).toEqual([]);
  expect(otherExpressions("a: ${A:-${B:-c}}")).toHaveLength(1);
  expect(otherExpressions("a: ${A:+b}")).toHaveLength(1);
});

const oldCompose = findProgram("docker-compose");
const withOldCompose = oldCompose === undefined ? test.skip : test;
withOldCompose("docker-compose reads the file, with the number of workers that is set", () => {
  const { status, stdout, stderr } = spawnSync(String(oldCompose), ["config"], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], WORKERS_REPLICAS: "3", REDIS_PASSWORD: "secret1" },
  });
  expect([status, stderr]).toEqual([0, expect.not.stringMatching(/error/i)]);
  expect(stdout).toMatch(/^ +scale: 3$/m);
  expect(stdout.match(/REDIS_URL: redis:\/\/symphony@redis:6379$/gm)).toHaveLength(5);
});

interface ComposeFile {
  services: Record<string, { environment: Record<string, string> }>;
  volumes: Record<string, object>;
}

withOldCompose("workers of further machines share a folder or a bucket, and start no Redis", () => {
  const { status, stdout } = spawnSync(String(oldCompose), ["--profile", "nfs", "--profile", "s3", "config"], {
    cwd: root,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], NFS_SERVER: "10.0.0.1", NFS_PATH: "/srv/exports", STORE_URL: "s3://b/p" },
  });
  expect(status).toBe(0);
  const { services, volumes } = readYaml<ComposeFile>(stdout)[0]!;
  for (const name of ["worker-nfs", "worker-s3"])
    expect(services[name]).toEqual({
      ...services["worker"],
      profiles: [name.slice("worker-".length)],
      depends_on: {},
      volumes: name === "worker-nfs" ? ["exports-nfs:/exports:rw"] : [],
    });
  expect(services["worker-s3"]?.environment).toMatchObject({ STORE_URL: "s3://b/p" });
  expect(volumes["exports-nfs"]).toEqual({
    name: "symphony-exports-10.0.0.1",
    driver_opts: { type: "nfs", o: "addr=10.0.0.1,nfsvers=4.2,hard,noatime,rw", device: ":/srv/exports" },
  });
});

withOldCompose(
  "with the example of a proxy that logs people in, the API trusts the address of that proxy alone",
  () => {
    const files = ["-f", "docker-compose.yml", "-f", "examples/oauth2-proxy.yml"];
    const { status, stdout } = spawnSync(String(oldCompose), [...files, "config"], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], REDIS_PASSWORD: "secret1" },
    });
    expect(status).toBe(0);
    const address = /ipv4_address: (\S+)/.exec(stdout)?.[1];
    expect(address).toMatch(/^172\./);
    expect(stdout).toContain(`TRUST_PROXY: ${address}`);
    expect(stdout).toContain("TRUSTED_IDENTITY_HEADER: X-Forwarded-Email");
  },
);

const engine = findEngine();
const missing =
  engine === undefined
    ? "no container engine runs here"
    : findCompose(engine) === undefined
      ? `${engine} has no compose`
      : undefined;
const withEngine = missing === undefined ? test : test.skip;
if (missing !== undefined) console.warn(`The check of docker-compose.yml is skipped: ${missing}`);
withEngine(
  "docker-compose.yml runs batches while a worker and Redis are killed",
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["tests/compose/check.mjs"], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    expect({ status, stdout, stderr }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("docker-compose.yml works."),
    });
  },
  CHECK_MS,
);
