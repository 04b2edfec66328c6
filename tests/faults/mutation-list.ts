/**
 * A change of the source text that takes a guarantee away. It is in the step only: the recovery after it runs unchanged.
 * What no crash shows names the test that does.
 */
export interface Mutation {
  name: string;
  /** The end of the path of the source file. */
  file: string;
  from: string | RegExp;
  to: string;
  /** A jest file and the beginning of a test's name; `from` is a string then. */
  test?: { file: string; name: string };
}

const STORE = "batch-store/src";
/** Writes a file in place, where the code puts it there whole. */
const WRITE_IN_PLACE = "(await import('node:fs/promises')).writeFile";

const durability: Mutation[] = [
  {
    name: "new files are not synced",
    file: `${STORE}/fs/durable.ts`,
    from: "await handle.writeFile(text);\n    await sync(handle);",
    to: "await handle.writeFile(text);",
  },
  {
    name: "folder not synced after a file is replaced",
    file: `${STORE}/fs/durable.ts`,
    from: "    throw error;\n  }\n  await syncDir(dirname(path));",
    to: "    throw error;\n  }",
  },
  {
    name: "folder not synced after put-if-absent",
    file: `${STORE}/fs/durable.ts`,
    from: "  const won = await linkIfAbsent(temporary, path);\n  await syncDir(dirname(path));",
    to: "  const won = await linkIfAbsent(temporary, path);",
  },
  {
    name: "a running sync of a folder serves later callers",
    file: `${STORE}/fs/durable.ts`,
    from: "waiting.delete(dir);\n      running.set(dir, own);",
    to: "running.set(dir, own);",
    test: { file: "packages/batch-store/src/fs/durable", name: "a sync that is under way serves nobody" },
  },
  {
    name: "put-if-absent replaces",
    file: `${STORE}/fs/durable.ts`,
    // Not in `linkIfAbsent`: the check of the storage calls it, and no process would start.
    from: "const won = await linkIfAbsent(temporary, path);",
    to: "const won = await rename(temporary, path).then(() => true);",
  },
  {
    name: "replaced files are removed first",
    file: `${STORE}/fs/durable.ts`,
    from: "    await rename(temporary, path);\n",
    to: "    await unlink(path).catch(() => undefined);\n    await rename(temporary, path);\n",
  },
  {
    name: "sync errors are ignored",
    file: `${STORE}/fs/durable.ts`,
    from: "    throw new SyncError(cause);",
    to: "    void cause;",
  },
];

const intake: Mutation[] = [
  {
    name: "images are not synced",
    file: `${STORE}/intake/staging.ts`,
    from: "writeNewFile(path, bytes, maxBytes, sync)",
    to: "writeNewFile(path, bytes, maxBytes, async () => undefined)",
  },
  {
    name: "folders of a new batch not synced",
    file: `${STORE}/intake/commit-batch.ts`,
    from: /for \(const folder of \["items", "pending_files", \.\.\.SHARDED[^\n]*/,
    to: "",
  },
  {
    name: "published batch: root not synced",
    file: `${STORE}/intake/commit-batch.ts`,
    from: "await syncDir(paths.root);",
    to: "",
  },
  {
    name: "failed publish not undone",
    file: `${STORE}/intake/commit-batch.ts`,
    from: "await rename(published, batch);",
    to: "",
  },
  {
    name: "manifest of a new batch not synced",
    file: `${STORE}/intake/commit-batch.ts`,
    from: 'await writeSynced(join(batch, "accepted.json")',
    to: `await ${WRITE_IN_PLACE}(join(batch, "accepted.json")`,
  },
];

const pictures: Mutation[] = [
  {
    name: "pictures are not synced",
    file: `${STORE}/results/pictures.ts`,
    from: "() => writeSynced(temporary, bytes)",
    to: `async () => void (await ${WRITE_IN_PLACE}(temporary, bytes))`,
  },
  {
    name: "folders of pictures are not synced",
    file: `${STORE}/results/pictures.ts`,
    from: "  await syncDir(shard);",
    to: "",
  },
  {
    name: "a verdict does not wait for its pictures",
    file: "worker/src/chunk/inspect-item.ts",
    from: "if (inspection !== undefined) await keepEvidence(deps, manifest.batch_id, item, image, inspection);",
    to: "if (inspection !== undefined) void keepEvidence(deps, manifest.batch_id, item, image, inspection);",
  },
];

const finishing: Mutation[] = [
  {
    name: "the CSV is not synced",
    file: `${STORE}/lifecycle/finish.ts`,
    from: "await sync(handle).finally(() => handle.close());",
    to: "await handle.close();",
  },
  {
    name: "the CSV is written in place",
    file: `${STORE}/lifecycle/finish.ts`,
    from: "temporaryPath(paths.scratch(batchId), paths.csv(batchId))",
    to: "paths.csv(batchId)",
  },
  {
    name: "the marker before the CSV",
    file: `${STORE}/lifecycle/finish.ts`,
    from: "  const mine = await summarise",
    to: '    await putIfAbsent(paths.final(batchId, control.run), JSON.stringify({ batch_id: batchId, status: "completed", counts: { total: 3, valid: 2, invalid: 0, error: 1, processed: 3, pending: 0 }, events: 3, completed_at: new Date().toISOString() }), paths.scratch(batchId));\n  const mine = await summarise',
  },
  {
    name: "failed.json is written in place",
    file: `${STORE}/lifecycle/failed-items.ts`,
    from: /return replaceFile\(paths.failed[^\n]*/,
    to: 'return import("node:fs/promises").then((fs) => fs.writeFile(paths.failed(batchId, run), JSON.stringify({ seqs })));',
  },
];

const runs: Mutation[] = [
  {
    name: "folders of a run not synced",
    file: `${STORE}/lifecycle/runs.ts`,
    from: "await syncDir(paths.results(batchId, run));",
    to: "",
  },
  {
    name: "batch folder not synced before the run record",
    file: `${STORE}/lifecycle/runs.ts`,
    from: "await syncDir(paths.batch(batchId));\n  const won",
    to: "const won",
  },
  {
    name: "batch folder not synced before a run starts",
    file: `${STORE}/lifecycle/runs.ts`,
    from: "await syncDir(paths.payloads(batchId));\n  await syncDir(paths.batch(batchId));",
    to: "await syncDir(paths.payloads(batchId));",
  },
  {
    name: "a run starts before its record",
    file: `${STORE}/lifecycle/runs.ts`,
    from: "  await markReopened(paths, batchId);",
    to: '  await updateControl(paths, batchId, (await readControl(paths, batchId)).version, { status: "processing", run });\n  await markReopened(paths, batchId);',
  },
  {
    name: "a late result replaces the one in place",
    file: `${STORE}/results/results.ts`,
    from: "putIfAbsent(path, encodeRecord(record), scratch)",
    to: 'import("../fs/durable.ts").then(({ replaceFile }) => replaceFile(path, encodeRecord(record))).then(() => true)',
  },
  {
    name: "the image is removed before its result is stored",
    file: "worker/src/chunk/process-item.ts",
    from: "  if (!(await results.putIfAbsent(record, run)))",
    to: "  await deps.store.payloads.remove(manifest.batch_id, item);\n  if (!(await results.putIfAbsent(record, run)))",
  },
];

const notifications: Mutation[] = [
  {
    name: "the mail intent is stored after the marker",
    file: "worker/src/batch/finalize.ts",
    from: /  if \(mails\) await store.mail.intend\(batchId, mailHost\);\n(  const final = await store.finish[^\n]*)/,
    to: "  const final = await store.finish(manifest);\n  if (mails) await store.mail.intend(batchId, mailHost);",
  },
  {
    name: "a mail counts as sent before it is",
    file: "worker/src/mail/send-mail.ts",
    from: "    const outcome = allowed",
    to: '    await store.mail.done(batchId, due.intent, "sent");\n    const outcome = allowed',
  },
  {
    name: "a mail has a new Message-ID each time",
    file: "worker/src/mail/send-mail.ts",
    from: "messageId: intent.message_id",
    to: "messageId: `<${manifest.batch_id}.${Date.now()}@x>`",
  },
  {
    name: "the mail intent is written in place",
    file: `${STORE}/notifications/mail-markers.ts`,
    from: "await putIfAbsent(paths.mailIntent(batchId, run), intent, paths.batch(batchId));",
    to: `await ${WRITE_IN_PLACE}(paths.mailIntent(batchId, run), intent);`,
  },
  {
    name: "each sender decides which batches its mail tells of",
    file: `${STORE}/notifications/mail-markers.ts`,
    from: "return isMine ? of : ((await readOf(batchId, run))?.of ?? of);",
    to: "return of;",
    test: { file: "apps/worker/src/mail/gather-mails.test.ts", name: "however many workers" },
  },
  {
    name: "the outcome of the mail is not stored",
    file: `${STORE}/notifications/mail-markers.ts`,
    from: "await putIfAbsent(paths.mailDone(batchId, intent.run), text, paths.batch(batchId));",
    to: "void text;",
  },
  {
    name: "a webhook counts as delivered before it is",
    file: "worker/src/webhook/send-webhook.ts",
    from: "    const sending = deliver(",
    to: '    await store.webhooks.finish(batchId, run, "delivered");\n    const sending = deliver(',
  },
  {
    name: "a webhook has a new delivery id each time",
    file: "worker/src/webhook/webhook-payload.ts",
    from: "delivery: `${batch_id}.${run}`",
    to: "delivery: `${batch_id}.${Date.now()}`",
  },
  {
    name: "the outcome of the webhook is written in place",
    file: `${STORE}/notifications/webhooks.ts`,
    from: "await putIfAbsent(paths.webhookDone(batchId, run), JSON.stringify(done), paths.batch(batchId));",
    to: `await ${WRITE_IN_PLACE}(paths.webhookDone(batchId, run), JSON.stringify(done));`,
  },
];

const CONTRACT = "packages/batch-store/src/store.contract";

const ownership: Mutation[] = [
  {
    name: "uploads are removed without a look at the lease",
    file: `${STORE}/fs/abandoned.ts`,
    from: "if (await isGone(name, join(paths.staging, name))) names.push(name);",
    to: "names.push(name);",
    test: { file: CONTRACT, name: "an upload of a living process stays" },
  },
  {
    name: "temporary files are removed without a look at the lease",
    file: `${STORE}/fs/abandoned.ts`,
    from: "if (await isGone(name, join(dir, name))) abandoned.push(name);",
    to: "abandoned.push(name);",
    test: { file: "packages/batch-store/src/fs-batch-store", name: "temporary files of a living process stay" },
  },
  {
    name: "a commit does not check its files",
    file: `${STORE}/intake/staging.ts`,
    from: "await assertComplete(batch, manifest, items).catch(throwIncomplete);",
    to: "",
    test: { file: "packages/batch-store/src/fs-batch-store", name: "a staging is not committed when a file" },
  },
  {
    name: "the control is replaced whatever its version is",
    file: `${STORE}/state/control.ts`,
    from: "control.version !== expected || ",
    to: "",
    test: { file: CONTRACT, name: "a change that read another version than the newest" },
  },
  {
    name: "a version of the control is put over another",
    file: `${STORE}/state/control.ts`,
    from: "const won = await linkIfAbsent(temporary, path);",
    to: 'const won = await import("node:fs/promises").then((fs) => fs.rename(temporary, path)).then(() => true);',
    test: { file: CONTRACT, name: "of 32 callers that change one version" },
  },
  {
    name: "each process gives the store an id of its own",
    file: `${STORE}/fs/identity.ts`,
    from: "if (known !== undefined) return known;",
    to: "if (known !== undefined) return randomUUID();",
    test: { file: CONTRACT, name: "has one id for all processes" },
  },
  {
    name: "a batch that is started again is not marked",
    file: `${STORE}/lifecycle/runs.ts`,
    from: "await markReopened(paths, batchId);",
    to: "",
    test: { file: "tests/faults/growth", name: "F-65: among many kept batches" },
  },
];

export const MUTATIONS: readonly Mutation[] = [
  ...durability,
  ...intake,
  ...pictures,
  ...finishing,
  ...runs,
  ...notifications,
  ...ownership,
];
