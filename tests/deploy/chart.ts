import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../../tools/system-package.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const CHART = join(root, "deploy/helm/symphony");
export const VALUE_SETS = ["folder", "share", "bucket"] as const;
export type ValueSet = (typeof VALUE_SETS)[number];

/** Versions that the rendered chart is checked against: the oldest that it allows, and the newest. */
export const KUBERNETES_VERSIONS = ["1.30.0", "1.37.0"] as const;

/** Where `go install` and `pipx` put programs; the PATH of many shells does not name these folders. */
const findTool = (name: string): string | undefined =>
  findProgram(name) ?? ["go/bin", ".local/bin"].map((dir) => join(homedir(), dir, name)).find(existsSync);

export const helm = findTool("helm");
export const validator = findTool("kubernetes-validate");

interface Outcome {
  ok: boolean;
  /** What was printed to both outputs when it failed, otherwise standard output. */
  text: string;
}

function run(program: string | undefined, ...args: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(String(program), args, { encoding: "utf8", timeout: 60_000 });
  return { ok: status === 0, text: status === 0 ? stdout : `${stdout}${stderr}` };
}

const fileOf = (values: ValueSet): string => join(root, "tests/deploy/values", `${values}.yaml`);

export const lint = (values: ValueSet): Outcome => run(helm, "lint", "--strict", CHART, "--values", fileOf(values));

/** Renders the chart for a set of values with changes like `store.kind=ftp`. */
export const template = (values: ValueSet, ...changes: string[]): Outcome =>
  run(
    helm,
    "template",
    "check",
    CHART,
    "--namespace=photos",
    "--kube-version=1.34.0",
    `--values=${fileOf(values)}`,
    ...changes.flatMap((each) => ["--set", each]),
  );

/** The parts of a container that the checks look at. */
export interface Container {
  name: string;
  image: string;
  env: Array<{ name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }>;
  resources: { requests: object; limits: { memory: string } };
  securityContext: object;
  readinessProbe: object;
  livenessProbe: object;
  volumeMounts: Array<{ name: string; mountPath: string; readOnly?: boolean }>;
}

export interface PodSpec {
  securityContext: object;
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds: number;
  containers: [Container];
  volumes: Array<{ name: string; emptyDir?: { sizeLimit: string } }>;
}

/** Likewise of a Kubernetes object of any kind. */
export interface KubernetesObject {
  kind: string;
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    selector: Record<string, string> & { matchLabels?: Record<string, string> };
    podSelector?: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    scaleTargetRef?: { name: string };
    replicas?: number;
    triggers: Array<{ type: string; metadata: Record<string, string> }>;
  };
  data?: Record<string, string>;
}

/** Kinds of operators, which the schemas of Kubernetes do not have. */
export const OPERATOR_KINDS = ["ScaledObject", "ServiceMonitor"];

/** Checks objects against the schema of a version; unknown properties are refused, too. */
export function validate(objects: readonly KubernetesObject[], version: string): Outcome {
  const dir = mkdtempSync(join(tmpdir(), "chart-"));
  const file = join(dir, "objects.yaml");
  // JSON is YAML.
  writeFileSync(file, objects.map((each) => JSON.stringify(each)).join("\n---\n"));
  const outcome = run(validator, "--strict", "--no-warn", "--kubernetes-version", version, file);
  rmSync(dir, { recursive: true });
  return outcome;
}
