import type { BatchManifest, CorrectionPick, StagedFile } from "@symphony/batch-store";
import type { ApiDeps } from "../../deps.ts";
import type { SkippedFiles } from "../../upload/skipped.ts";
import { eachMatch } from "../exports/matching-results.ts";

const VALID = "the image of this name is Valid; only images that are Invalid or ended in an error are corrected";
const UNKNOWN = "the batch has no image of this name";
const TWICE = "another file for the same image came after it";

/** A staged file, and the image whose file it replaces. */
export interface NamedPick extends CorrectionPick {
  /** Of the image. */
  name: string;
}

/** An image that a file may belong to. */
interface Candidate {
  seq: number;
  name: string;
  isValid: boolean;
}

/** Images of one name. */
interface Namesakes {
  failed: Array<Pick<Candidate, "seq" | "name">>;
  isKnown: boolean;
}

/** By the whole name, or by its last part where one image that is not valid has it. One pass over the results. */
export async function matchByName(
  deps: ApiDeps,
  manifest: BatchManifest,
  files: readonly StagedFile[],
  skipped: SkippedFiles,
): Promise<NamedPick[]> {
  const none = (): Namesakes => ({ failed: [], isKnown: false });
  const whole = new Map(files.map(({ name }) => [composed(name), none()]));
  const last = new Map(files.map(({ name }) => [lastPart(name), none()]));
  for await (const { record, effective } of eachMatch(deps, manifest, {})) {
    const { seq, result } = record;
    const name = result.Image_Path_or_URL;
    for (const namesakes of [whole.get(composed(name)), last.get(lastPart(name))]) {
      if (namesakes === undefined) continue;
      namesakes.isKnown = true;
      if (effective !== "Valid") namesakes.failed.push({ seq, name });
    }
  }
  const picks = files.flatMap((file): NamedPick[] => {
    const namesakes =
      [whole.get(composed(file.name)), last.get(lastPart(file.name))].find((each) => each?.isKnown) ?? none();
    const found = onlyOf(namesakes);
    if (typeof found === "object") return [{ index: file.index, seq: found.seq, name: found.name }];
    skipped.add(file.name, found);
    return [];
  });
  return withoutTwice(picks, files, skipped);
}

/** The one image that failed, or why there is none. */
function onlyOf({ failed, isKnown }: Namesakes): Namesakes["failed"][number] | string {
  const [only] = failed;
  if (only === undefined) return isKnown ? VALID : UNKNOWN;
  return failed.length === 1 ? only : `${failed.length} images that failed have this name; send their numbers in seqs`;
}

/** Some systems compose letters and their accents, others do not. */
const composed = (name: string): string => name.normalize("NFC");

/** The name of a file without its folders, or of the file that a URL names. Only in a URL do `?` and `#` end a name. */
function lastPart(name: string): string {
  const path = /^https?:\/\//i.test(name) ? name.split(/[?#]/, 1)[0]! : name.replaceAll("\\", "/");
  return composed(path.split("/").at(-1) || name);
}

/** @param seqs the images, in the order of the files */
export async function matchByNumber(
  deps: ApiDeps,
  manifest: BatchManifest,
  files: readonly StagedFile[],
  seqs: readonly number[],
  skipped: SkippedFiles,
): Promise<NamedPick[]> {
  const wanted = new Map<number, Candidate | undefined>(seqs.map((seq) => [seq, undefined]));
  for await (const { record, effective } of eachMatch(deps, manifest, {}))
    if (wanted.has(record.seq)) {
      const { seq, result } = record;
      wanted.set(seq, { seq, name: result.Image_Path_or_URL, isValid: effective === "Valid" });
    }
  const picks = files.flatMap(({ index, name }, i): NamedPick[] => {
    const seq = seqs[i] as number;
    const found = wanted.get(seq);
    if (found !== undefined && !found.isValid) return [{ index, seq, name: found.name }];
    skipped.add(name, found === undefined ? `the batch has no image ${seq}` : VALID.replace("of this name", `${seq}`));
    return [];
  });
  return withoutTwice(picks, files, skipped);
}

/** Of two files for one image the last one counts. */
function withoutTwice(picks: readonly NamedPick[], files: readonly StagedFile[], skipped: SkippedFiles): NamedPick[] {
  const nameOf = new Map(files.map(({ index, name }) => [index, name]));
  const last = new Map(picks.map((pick) => [pick.seq, pick]));
  for (const pick of picks) if (last.get(pick.seq) !== pick) skipped.add(nameOf.get(pick.index) ?? pick.name, TWICE);
  return [...last.values()];
}
