import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { tagsOf } from "../../tools/containers/images.mjs";
import { findProgram } from "../../tools/system-package.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");

test.each([
  ["0.3.1", ["0.3.1", "0.3", "latest"]],
  ["1.4.2", ["1.4.2", "1.4", "1", "latest"]],
  ["2.0.0-beta.1", ["2.0.0-beta.1"]],
])("images of version %s are tagged %j", (version, tags) => {
  expect(tagsOf(version)).toEqual(tags);
});

test("package, chart and images have one version", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const chart = read("deploy/helm/symphony/Chart.yaml");
  expect(/^version: (.*)$/m.exec(chart)?.[1]).toBe(version);
  expect(/^appVersion: "(.*)"$/m.exec(chart)?.[1]).toBe(version);
});

test("an image names a user that Kubernetes can tell from root, and says what it is", () => {
  const [, last = ""] = read("Dockerfile").split(/^FROM .*slim$/m);
  expect(last).toMatch(/^USER 1000:1000$/m);
  for (const label of ["title", "version", "revision", "licenses"])
    expect(last).toContain(`org.opencontainers.image.${label}=`);
});

interface Sbom {
  bomFormat: string;
  components: Array<{ name: string; version: string }>;
}

const withPnpm = findProgram("pnpm") === undefined ? test.skip : test;
if (findProgram("pnpm") === undefined) console.warn("The SBOM is not checked: there is no pnpm on the PATH.");
withPnpm("the SBOM of an image lists the libraries that its process runs with, and no tools", () => {
  const { status, stdout, stderr } = spawnSync("pnpm", ["run", "sbom"], { cwd: root, encoding: "utf8" });
  expect([status, stdout, stderr]).toEqual([0, expect.any(String), expect.any(String)]);
  for (const app of ["api", "gateway", "worker"]) {
    const { version, dependencies } = JSON.parse(read(`apps/${app}/package.json`)) as {
      version: string;
      dependencies: Record<string, string>;
    };
    const sbom = JSON.parse(read(`.run/sbom/symphony-${app}-${version}.cdx.json`)) as Sbom;
    const listed = new Set(sbom.components.map((each) => `${each.name}@${each.version}`));
    const own = Object.entries(dependencies).filter(([name]) => !name.includes("/"));
    expect(sbom.bomFormat).toBe("CycloneDX");
    expect(own.filter(([name, wanted]) => !listed.has(`${name}@${wanted}`))).toEqual([]);
    expect(sbom.components.filter(({ name }) => ["jest", "typescript", "esbuild"].includes(name))).toEqual([]);
  }
});
