// `pnpm run test:tools`: installs, by Go, the programs without which some tests step aside: an S3 server and Helm.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findProgram } from "./system-package.mjs";

const MODULES = ["github.com/versity/versitygw/cmd/versitygw@v1.8.0", "helm.sh/helm/v3/cmd/helm@v3.19.0"];

const go = findProgram("go") ?? ["/usr/local/go/bin/go"].find(existsSync);
if (go === undefined) {
  console.error("Install Go first (https://go.dev/dl); it builds the programs.");
  process.exit(1);
}
for (const module of MODULES) {
  console.log(`Installing ${module} (minutes the first time).`);
  const { status } = spawnSync(go, ["install", module], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
