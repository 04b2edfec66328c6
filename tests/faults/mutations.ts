// `pnpm test:teeth`: takes out one sync, link or order of steps after another, and shows that the campaign notices.
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { cutPower, makeDisk, reasonWithoutPower } from "./support/power.ts";
import type { DiskImage } from "./support/power.ts";
import { record } from "./support/crash-model.ts";
import { everyMoment, stateAt, tryState } from "./support/disk-states.ts";
import { createRandom } from "./support/random.ts";
import { verify, copyOf, lateCommit, makeScenarios, removeCopy, SCENARIO_NAMES } from "./support/scenarios.ts";
import type { Scenario } from "./support/scenarios.ts";
import { buildSteps, pointsOf, runStep } from "./support/strace.ts";
import { sample } from "./support/scale.ts";

interface Mutation {
  name: string;
  /** End of the file's path. */
  file: string;
  from: string | RegExp;
  to: string;
}

const STORE = "batch-store/src";
const MUTATIONS: Mutation[] = [
  {
    name: "new files are not synced",
    file: `${STORE}/durable.ts`,
    from: "await handle.writeFile(text);\n    await sync(handle);",
    to: "await handle.writeFile(text);",
  },
  { name: "images are not synced", file: `${STORE}/file-writer.ts`, from: "syncNow(file);", to: "" },
  {
    name: "replaced files: folder not synced",
    file: `${STORE}/durable.ts`,
    from: "    throw error;\n  }\n  await syncDir(dirname(path));",
    to: "    throw error;\n  }",
  },
  {
    name: "rows and markers: folder not synced",
    file: `${STORE}/durable.ts`,
    from: "  const won = await linkOnce(temporary, path);\n  await syncDir(dirname(path));",
    to: "  const won = await linkOnce(temporary, path);",
  },
  {
    name: "link replaced by rename",
    file: `${STORE}/durable.ts`,
    from: "await steps.link(temporary, path);",
    to: "await rename(temporary, path);",
  },
  {
    name: "files replaced in place",
    file: `${STORE}/durable.ts`,
    from: "await rename(temporary, path);",
    to: "await steps.unlink(path).catch(() => undefined); await rename(temporary, path);",
  },
  {
    name: "draft folders not synced",
    file: `${STORE}/staging.ts`,
    from: /for \(const folder of \["items", "results", "pending_files"[^\n]*/,
    to: "",
  },
  { name: "published batch: root not synced", file: `${STORE}/staging.ts`, from: "await syncDir(paths.root);", to: "" },
  {
    name: "failed publish not taken back",
    file: `${STORE}/staging.ts`,
    from: "await rename(published, draft);",
    to: "",
  },
  {
    name: "lists not synced in the draft",
    file: `${STORE}/staging.ts`,
    from: /await writeSynced\(join\(draft, "accepted.json"\)/,
    to: "await (await import('node:fs/promises')).writeFile(join(draft, \"accepted.json\")",
  },
  {
    name: "the CSV is not synced",
    file: `${STORE}/finish.ts`,
    from: "await sync(handle).finally(() => handle.close());",
    to: "await handle.close();",
  },
  {
    name: "the CSV is written in place",
    file: `${STORE}/finish.ts`,
    from: "join(paths.scratch(batchId), `results.csv.${randomUUID()}.tmp`)",
    to: "paths.csv(batchId)",
  },
  {
    name: "the marker before the CSV",
    file: `${STORE}/finish.ts`,
    from: "    const mine = await summarise",
    to: '    await putOnce(paths.final(batchId, control.generation), JSON.stringify({ batch_id: batchId, status: "completed", counts: countsOf({ total: 3, valid: 2, invalid: 0, error: 1 }), events: 3, completed_at: new Date().toISOString() }), paths.scratch(batchId));\n    const mine = await summarise',
  },
  {
    name: "a generation's folders not synced",
    file: `${STORE}/generation.ts`,
    from: "await syncDir(paths.results(batchId, generation));",
    to: "",
  },
  {
    name: "the batch's folder not synced before a generation",
    file: `${STORE}/generation.ts`,
    from: "await syncDir(paths.batch(batchId));\n  const threshold",
    to: "const threshold",
  },
  {
    name: "the image goes before its row",
    file: "worker/src/process-item.ts",
    from: "won = await rows.commit(made, generation);",
    to: "await deps.store.removePayload(accepted.batch_id, item);\n    won = await rows.commit(made, generation);",
  },
  {
    name: "the mail is noted after the marker",
    file: "worker/src/finalize.ts",
    from: /      if \(mails\) await store\.mail\.intend\(batchId, mailHost\);\n(.*\n)/,
    to: "      const final = await store.finish(accepted);\n      if (mails) await store.mail.intend(batchId, mailHost);\n",
  },
  {
    name: "a mail counts as sent before it is",
    file: "worker/src/mail/send-mail.ts",
    from: "const outcome = allowed ? await send(",
    to: 'await store.mail.done(batchId, intent, "sent");\n    const outcome = allowed ? await send(',
  },
  {
    name: "a mail has a new Message-ID each time",
    file: "worker/src/mail/send-mail.ts",
    from: "messageId: intent.message_id",
    to: "messageId: `<${batchId}.${Date.now()}@x>`",
  },
  {
    name: "the mail's markers: written in place",
    file: `${STORE}/mail-markers.ts`,
    from: "await putOnce(paths.mailIntent(batchId, generation), JSON.stringify(newIntent(batchId, generation, host)), paths.batch(batchId));",
    to: "await (await import('node:fs/promises')).writeFile(paths.mailIntent(batchId, generation), JSON.stringify(newIntent(batchId, generation, host)));",
  },
  {
    name: "what became of the mail is not noted",
    file: `${STORE}/mail-markers.ts`,
    from: "await putOnce(paths.mailDone(batchId, intent.generation), JSON.stringify(mailDoneSchema.parse(done)), paths.batch(batchId));",
    to: "void done;",
  },
  {
    name: "a webhook counts as told before it is",
    file: "worker/src/webhook/send-webhook.ts",
    from: "    const { attempt, taken, hopeless }",
    to: '    await store.webhooks.finish(batchId, generation, "delivered");\n    const { attempt, taken, hopeless }',
  },
  {
    name: "a webhook is known by its try",
    file: "worker/src/webhook/send-webhook.ts",
    from: "delivery: `${batch_id}.${generation}`",
    to: "delivery: `${batch_id}.${Date.now()}`",
  },
  {
    name: "what became of the webhook: written in place",
    file: `${STORE}/webhooks.ts`,
    from: "await putOnce(paths.webhookDone(batchId, generation), JSON.stringify(done), paths.batch(batchId));",
    to: "await (await import('node:fs/promises')).writeFile(paths.webhookDone(batchId, generation), JSON.stringify(done));",
  },
  {
    name: "sync errors are swallowed",
    file: `${STORE}/durable.ts`,
    from: "sync().catch((cause: unknown) => {\n    throw new SyncError(cause);",
    to: "sync().catch((cause: unknown) => {\n    void cause;",
  },
];

function change({ file, from, to }: Mutation): Plugin {
  return {
    name: "mutation",
    setup(context) {
      context.onLoad({ filter: new RegExp(`${file.replaceAll(".", "\\.")}$`) }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const changed = text.replace(from, () => to);
        if (changed === text) throw new Error(`the mutation does not fit ${file} any more`);
        return { contents: changed, loader: "ts" };
      });
    },
  };
}

/** How many crash points of a step are tried per mutation beside the end of the step. */
const POINTS_MOST = 5;
const made = await makeScenarios();
const missing = await reasonWithoutPower("ext4");
if (missing !== undefined) throw new Error(missing);
const disks = await Promise.all(
  SCENARIO_NAMES.filter((name) => name !== "removing a batch").map((name) => makeDisk("ext4", made.scenario(name))),
);

/** The first thing of the campaign that goes wrong with a mutated step, or `undefined` when nothing does. */
async function firstComplaint(file: string): Promise<string | undefined> {
  for (const disk of disks) {
    const [lost] = await cutPower(file, disk, undefined);
    if (lost !== undefined) return `power loss when ${disk.scenario.name} is done: ${lost}`;
  }
  for (const { scenario } of disks) {
    const complaint = (await stateComplaint(file, scenario)) ?? (await lateComplaint(file, scenario));
    if (complaint !== undefined) return complaint;
  }
  for (const disk of disks) {
    const complaint = (await crashComplaint(file, disk)) ?? (await errorComplaint(file, disk.scenario));
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** States of a disk that keeps nothing but what it must. */
async function stateComplaint(file: string, scenario: Scenario): Promise<string | undefined> {
  const recording = await record(file, scenario);
  if (!recording.acknowledged) return `${scenario.name} fails at once`;
  const random = createRandom(1);
  for (const moment of everyMoment(recording)) {
    const [lost] = await tryState(recording, stateAt(recording, moment, random));
    if (lost !== undefined) return `a disk that keeps only what it must, ${scenario.name}, ${lost}`;
  }
  return undefined;
}

async function lateComplaint(file: string, scenario: Scenario): Promise<string | undefined> {
  if (scenario.step !== "inspect") return undefined;
  const [changed] = await lateCommit(file, scenario);
  return changed === undefined ? undefined : `a late commit, ${scenario.name}: ${changed}`;
}

async function crashComplaint(file: string, disk: DiskImage): Promise<string | undefined> {
  const { scenario } = disk;
  const probe = await copyOf(scenario);
  const points = await pointsOf(file, scenario.step, probe);
  await removeCopy(probe);
  for (const point of sample(points, POINTS_MOST)) {
    const [lost] = await cutPower(file, disk, point);
    if (lost !== undefined) return `power loss at ${point.call} ${point.n} of ${scenario.name}: ${lost}`;
  }
  return undefined;
}

async function errorComplaint(file: string, scenario: Scenario): Promise<string | undefined> {
  const probe = await copyOf(scenario);
  const points = (await pointsOf(file, scenario.step, probe)).filter(({ call }) => call === "fsync");
  await removeCopy(probe);
  for (const { n } of points) {
    const root = await copyOf(scenario);
    const { acknowledged } = await runStep(file, scenario.step, root, `fsync:error=EIO:when=${n}`);
    const found = [
      ...(acknowledged ? ["acknowledged all the same"] : []),
      ...(await verify(scenario, root, acknowledged, !acknowledged)),
    ];
    await removeCopy(root);
    if (found[0] !== undefined) return `fsync ${n} of ${scenario.name} fails: ${found[0]}`;
  }
  return undefined;
}

let survivors = 0;
const unchanged = await buildSteps();
const clean = await firstComplaint(unchanged.file);
await unchanged.remove();
console.log(`| nothing | ${clean ?? "green, as it should be"} |`);
for (const mutation of MUTATIONS.filter(({ name }) => name.includes(process.argv[2] ?? ""))) {
  const steps = await buildSteps(change(mutation));
  const complaint = await firstComplaint(steps.file);
  await steps.remove();
  survivors += complaint === undefined ? 1 : 0;
  console.log(`| ${mutation.name} | ${complaint?.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…") ?? "not noticed"} |`);
}
await Promise.all(disks.map((disk) => disk.remove()));
await made.remove();
console.log(`${survivors} of ${MUTATIONS.length} not noticed`);
process.exit(survivors === 0 && clean === undefined ? 0 : 1);
