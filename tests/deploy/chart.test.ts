import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { settingsOf } from "../support/settings-of.ts";
import { readYaml } from "../support/yaml.ts";
import {
  CHART,
  helm,
  KUBERNETES_VERSIONS,
  lint,
  OPERATOR_KINDS,
  root,
  template,
  validate,
  validator,
  VALUE_SETS,
} from "./chart.ts";
import type { KubernetesObject, ValueSet } from "./chart.ts";

const withHelm = helm === undefined ? test.skip : test;
if (helm === undefined) console.warn("The chart is not checked: there is no helm on the PATH.");
const withValidator = helm === undefined || validator === undefined ? test.skip : test;
if (validator === undefined)
  console.warn("The chart is not checked against Kubernetes: there is no kubernetes-validate on the PATH.");

const APPS = ["api", "gateway", "worker"] as const;
/** Read by Node. */
const OF_NODE = new Set(["NODE_EXTRA_CA_CERTS"]);
/** The stop of a process takes at most 20 s; docs/operations.md. */
const STOP_SECONDS = 20;

const rendered = new Map<ValueSet, KubernetesObject[]>();
function objectsOf(values: ValueSet): KubernetesObject[] {
  const known = rendered.get(values);
  if (known !== undefined) return known;
  const { ok, text } = template(values);
  if (!ok) throw new Error(text);
  const objects = readYaml<KubernetesObject>(text);
  rendered.set(values, objects);
  return objects;
}

const ofKind = (values: ValueSet, kind: string): KubernetesObject[] =>
  objectsOf(values).filter((each) => each.kind === kind);

function podOf(values: ValueSet, app: string): KubernetesObject["spec"]["template"] {
  const found = ofKind(values, "Deployment").find(({ metadata }) => metadata.name === `check-symphony-${app}`);
  if (found === undefined) throw new Error(`There is no deployment of the ${app}.`);
  return found.spec.template;
}

withHelm.each(VALUE_SETS)("helm finds nothing to complain about with values/%s.yaml", (values) => {
  expect(lint(values)).toMatchObject({ ok: true });
});

withValidator.each(KUBERNETES_VERSIONS)("Kubernetes %s knows all objects and their properties", (version) => {
  const own = VALUE_SETS.flatMap(objectsOf).filter(({ kind }) => !OPERATOR_KINDS.includes(kind));
  expect(own.length).toBeGreaterThan(30);
  expect(validate(own, version)).toMatchObject({ ok: true });
});

withValidator("a property that Kubernetes does not know is found", () => {
  const [first] = objectsOf("folder");
  expect(validate([{ ...first!, spec: { ...first!.spec, slector: {} } } as KubernetesObject], "1.37.0").ok).toBe(false);
});

/** Read by the library for traces. It may be among the plain settings too. */
const TRACING_HEADERS = "OTEL_EXPORTER_OTLP_HEADERS";

const EACH_APP = VALUE_SETS.flatMap((values) => APPS.map((app): [ValueSet, string] => [values, app]));

withHelm.each(EACH_APP)("values/%s.yaml give the %s only settings that it reads", (values, app) => {
  const { containers } = podOf(values, app).spec;
  const given = containers[0].env.map(({ name }) => name);
  expect(new Set(given).size).toBe(given.length);
  const known = new Set(settingsOf(app));
  expect(given.filter((name) => !known.has(name) && !OF_NODE.has(name) && name !== TRACING_HEADERS)).toEqual([]);
});

withHelm("each secret reaches the processes that read it, and no other", () => {
  const keysOf = (app: string): string[] =>
    podOf("bucket", app).spec.containers[0].env.flatMap(({ name, valueFrom }) => {
      if (valueFrom === undefined) return [];
      expect(valueFrom.secretKeyRef).toEqual({ name: "symphony", key: name });
      return [name];
    });
  const secrets = readSecrets();
  for (const app of APPS) {
    const read = new Set(settingsOf(app));
    const ofTracing = read.has("OTEL_EXPORTER_OTLP_ENDPOINT") ? [TRACING_HEADERS] : [];
    expect(keysOf(app).toSorted()).toEqual([...secrets.filter((name) => read.has(name)), ...ofTracing].toSorted());
  }
});

/** The settings that belong into the secret. */
const readSecrets = (): string[] =>
  (
    JSON.parse(readFileSync(join(CHART, "values.schema.json"), "utf8")) as {
      definitions: { secret: { enum: string[] } };
    }
  ).definitions.secret.enum;

/** What the name of a setting says when its value is for nobody else. */
const SECRET_NAME = /PASSWORD|SECRET|TOKEN|CREDENTIAL|_KEYS?(_|$)|_HEADERS$|_BUCKETS$|SMTP_USERNAME|REDIS_URL/;

test("every secret setting of the processes is in the chart's list of secrets", () => {
  const secret = new Set(APPS.flatMap((app) => settingsOf(app)).filter((name) => SECRET_NAME.test(name)));
  expect(readSecrets().toSorted()).toEqual([...secret].toSorted());
});

withHelm("no secret may be among the plain settings", () => {
  const accepted = readSecrets().filter((name) => template("folder", `settings.${name}=secret`).ok);
  expect(accepted).toEqual([]);
});

withHelm.each(EACH_APP)("values/%s.yaml: the pod of the %s is confined, bounded and watched", (values, app) => {
  const { spec } = podOf(values, app);
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  });
  const [container] = spec.containers;
  expect(container.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  expect(container.resources).toMatchObject({
    requests: { cpu: expect.any(String), memory: expect.any(String) },
    limits: { memory: expect.any(String) },
  });
  expect(container.image).toMatch(/symphony-\w+:\d+\.\d+\.\d+$/);
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(STOP_SECONDS);
  expect(spec.volumes.filter((each) => each.emptyDir !== undefined && !each.emptyDir.sizeLimit)).toEqual([]);
  expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
    spec.volumes.map(({ name }) => name).toSorted(),
  );
  // Images are accepted while no worker is there and Redis is away; /readyz is 503 then.
  const probes = JSON.stringify([container.readinessProbe, container.livenessProbe]);
  expect(probes).toMatch(app === "worker" ? /HEALTH_FILE.*HEALTH_FILE/ : /healthz.*healthz/);
  expect(probes).not.toContain("readyz");
});

withHelm.each(VALUE_SETS)("values/%s.yaml: whatever names pods or a deployment means one that exists", (values) => {
  const pods = APPS.map((app) => podOf(values, app).metadata.labels);
  const selects = (labels: Record<string, string>): number =>
    pods.filter((pod) => Object.entries(labels).every(([key, value]) => pod[key] === value)).length;
  for (const { kind, spec } of objectsOf(values)) {
    if (kind === "Deployment" || kind === "PodDisruptionBudget") expect(selects(spec.selector.matchLabels!)).toBe(1);
    if (kind === "Service") expect(selects(spec.selector)).toBe(1);
    if (kind === "NetworkPolicy") expect(selects(spec.podSelector!.matchLabels)).toBe(1);
    if (spec?.scaleTargetRef !== undefined)
      expect(
        ofKind(values, "Deployment").filter(
          ({ metadata, spec: { replicas } }) => metadata.name === spec.scaleTargetRef?.name && replicas === undefined,
        ),
      ).toHaveLength(1);
  }
});

withHelm("the gateway, and processes with a bucket, mount no claim", () => {
  const claims = (values: ValueSet): string[] =>
    APPS.filter((app) => JSON.stringify(podOf(values, app).spec.volumes).includes("persistentVolumeClaim"));
  expect([claims("folder"), claims("share"), claims("bucket")]).toEqual([["api", "worker"], ["api", "worker"], []]);
});

withHelm("workers are scaled by all unfinished jobs, whose metric and queues exist, down to none", () => {
  const [scaled] = ofKind("bucket", "ScaledObject");
  expect(scaled?.spec).toMatchObject({ minReplicaCount: 0, maxReplicaCount: 20 });
  const { query = "" } = scaled?.spec.triggers.find(({ type }) => type === "prometheus")?.metadata ?? {};
  const metrics = readFileSync(join(root, "apps/api/src/handlers/metrics.ts"), "utf8");
  const named = [...query.matchAll(/symphony_(\w+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !metrics.includes(`name: "${name}"`))).toEqual([]);
  expect(query).not.toMatch(/state=~?"[^"]*wait/);
  expect(query).toContain('queue="maintenance"');
  expect(readFileSync(join(root, "packages/messaging/src/queue/queues.ts"), "utf8")).toContain('"maintenance"');
});

withHelm("the dashboard reaches Grafana as it is", () => {
  const [config] = ofKind("bucket", "ConfigMap").filter(({ metadata }) => metadata.name.endsWith("-dashboard"));
  const file = readFileSync(join(CHART, "dashboards/symphony.json"), "utf8");
  expect(JSON.parse(config?.data?.["symphony.json"] ?? "")).toEqual(JSON.parse(file));
});

withHelm.each([
  ["a store that does not exist", "store.kind=ftp", /store/],
  ["a bucket without a name", "store.kind=s3", /store\.s3\.url/],
  ["no address of Redis", "redis.url=", /REDIS_URL into the existing secret/],
  ["a password in the address of Redis", "redis.url=redis://a:b@c:6379", /redis/],
  ["a value that has a typing error", "worker.replica=3", /replica/],
  ["a secret among the settings", "settings.SOURCE_BUCKETS=secret", /SOURCE_BUCKETS/],
  ["a number that would lose digits", "settings.MAX_FILE_BYTES=52428800", /MAX_FILE_BYTES/],
  ["images of no version", "image.tag=latest", /tag/],
])("values with %s are refused", (_what, change, reason) => {
  expect(template("folder", change)).toMatchObject({ ok: false, text: expect.stringMatching(reason) });
});
