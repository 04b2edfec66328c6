import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { abandonedFolders, abandonedTemporaries, isTemporary, removeAbandonedFolders } from "../fs/abandoned.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { readManifest } from "../intake/read-manifest.ts";
import type { Doctor } from "../port.ts";
import { openShownResults } from "../results/current-results.ts";
import { readControl } from "../state/control.ts";
import { readFinalOf } from "../state/final.ts";
import { treat } from "./damage.ts";
import type { Finding } from "./damage.ts";
import { examineFinished } from "./examine-finished.ts";
import { examineItems } from "./examine-items.ts";
import type { Ledger } from "./examine-items.ts";
import { strayResults } from "./read-strictly.ts";

/** Files that others put into a folder which is a mount or is kept in a repository. */
const HARMLESS = ["lost+found", ".gitkeep"];

/** Finds what contradicts itself. Reading only, unless something is repaired. */
export function createDoctor(ledger: Ledger): Doctor {
  const { paths } = ledger;
  return {
    async examineStore(repair = false) {
      return treat(undefined, await examineRoot(paths), repair);
    },
    async examineBatch(batchId, repair = false) {
      const version = await versionOf(paths, batchId);
      const findings = await examineBatch(ledger, batchId).catch((error: unknown): Finding[] => [
        { kind: "unreadable", what: `A record cannot be read: ${String(error)}.` },
      ]);
      // A batch that is changed meanwhile, or removed, contradicts itself for a moment.
      if (findings.length === 0 || version !== (await versionOf(paths, batchId))) return [];
      return treat(batchId, findings, repair);
    },
  };
}

/** Different when the batch was changed or is gone. */
const versionOf = async (paths: Paths, batchId: BatchId): Promise<string> => {
  const names = await readdir(paths.batch(batchId)).catch(() => ["gone"]);
  const control = await readControl(paths, batchId).catch(() => undefined);
  return JSON.stringify([control, names.filter((name) => /^(final|gone)/.test(name))]);
};

async function examineBatch(ledger: Ledger, batchId: BatchId): Promise<Finding[]> {
  const { paths } = ledger;
  const manifest = await readManifest(paths, batchId).catch(() => undefined);
  if (manifest === undefined || !(await hasItems(ledger, manifest)))
    return [{ kind: "accepted", what: "What was accepted cannot be read: accepted.json or the items are damaged." }];
  const control = await readControl(paths, batchId);
  const final = await readFinalOf(paths, batchId, control.run);
  const examined = await examineItems(ledger, manifest, control, final !== undefined);
  const strays = await strayResults(paths, manifest, control.run);
  const derived = final === undefined ? [] : await examineFinished(ledger, manifest, control.run, final, examined);
  const canRebuild = final !== undefined && !derived.some(({ kind }) => kind === "csv");
  return [
    ...examined.findings.map((finding) =>
      finding.kind === "result" && canRebuild
        ? { ...finding, repair: () => rebuildResults(ledger, manifest) }
        : finding,
    ),
    ...strays.map((name): Finding => ({ kind: "stray_result", what: `${name} is the result of no item.` })),
    ...derived,
  ];
}

async function hasItems({ items }: Ledger, { batch_id, total }: BatchManifest): Promise<boolean> {
  const last = await items.read(batch_id, total - 1).catch(() => undefined);
  return last !== undefined && (await items.read(batch_id, total).catch(() => undefined)) === undefined;
}

/** Reading a damaged result of a finished batch to show it rebuilds it from the CSV. */
async function rebuildResults({ paths, results, items }: Ledger, manifest: BatchManifest): Promise<void> {
  const read = await openShownResults(paths, results, items, manifest);
  for (let seq = 0; seq < manifest.total; seq += 1) await read(seq);
}

async function examineRoot(paths: Paths): Promise<Finding[]> {
  const { staging, drafts, trash, reserve, identity, outages, leases, reopened, submissions } = paths;
  const { keys, audit, removals, hashes, uploads, sources, brands, sharePointers } = paths;
  const own = [staging, drafts, trash, reserve, identity, outages, leases, reopened, submissions]
    .concat(keys, audit, removals, hashes, uploads, brands, sharePointers, dirname(sources("any")))
    .map((path) => basename(path));
  const names = await readdir(paths.root);
  const isForeign = (name: string): boolean =>
    decodeBatchId(name) !== name && !isTemporary(name) && ![...own, ...HARMLESS].includes(name);
  const foreign = [...names.filter(isForeign), ...(await abandonedTemporaries(paths, paths.root))];
  const abandoned = await abandonedFolders(paths);
  return [
    ...foreign.map((name): Finding => ({ kind: "foreign", what: `${name} does not belong there.` })),
    ...(abandoned.length > 0
      ? [
          {
            kind: "leftovers" as const,
            what: `${abandoned.length} uploads were left by processes that are gone.`,
            repair: () => removeAbandonedFolders(paths),
          },
        ]
      : []),
  ];
}
