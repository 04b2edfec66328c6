// `pnpm images`: builds the images of the three processes, tagged with the version of package.json and its beginnings.
// Arguments go to `docker build`, e.g. --network host. REGISTRY=registry.example/team puts that in front of the names.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findEngine } from "./engine.mjs";
import { root } from "../root.mjs";

export const APPS = ["api", "gateway", "worker"];

/** `1.4.2` is tagged 1.4.2, 1.4, 1 and latest; what is below 1.0 may break with each minor version, a preview with all. */
export function tagsOf(version) {
  const [number, preview] = version.split("-", 2);
  if (preview !== undefined) return [version];
  const [major, minor] = number.split(".");
  return [version, `${major}.${minor}`, ...(major === "0" ? [] : [major]), "latest"];
}

export function buildImages(engine, flags = []) {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const revision = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" }).stdout?.trim() || "unknown";
  const registry = process.env.REGISTRY ? `${process.env.REGISTRY.replace(/\/$/, "")}/` : "";
  for (const app of APPS) {
    const tags = tagsOf(version).flatMap((tag) => ["--tag", `${registry}symphony-${app}:${tag}`]);
    const values = { APP: app, VERSION: version, REVISION: revision };
    const args = Object.entries(values).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
    const { status } = spawnSync(engine, ["build", ...flags, ...args, ...tags, "."], { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error(`The image of the ${app} could not be built.`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const engine = findEngine();
  if (engine === undefined) throw new Error("Building images needs docker or podman.");
  buildImages(engine, process.argv.slice(2));
}
