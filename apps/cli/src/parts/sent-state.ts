import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { FileFailure } from "../source-file.ts";

/** The server forgets an upload that nothing was added to for a day. */
const KEPT_MS = 23 * 3_600_000;

/** All parts arrived, and the batch of them is being made. */
export interface Submission {
  /** Of the files and of what was said of them. */
  fingerprint: string;
  idempotencyKey: string;
  ids: string[];
  failed: FileFailure[];
  /** The draft that becomes the batch, where there is one. */
  draftId?: string | undefined;
}

/** A batch to come, whose images are checked while others are sent. */
interface StartedDraft {
  fingerprint: string;
  id: string;
}

interface State {
  parts: Record<string, { url: string; at: number }>;
  submission?: Submission | undefined;
  draft?: StartedDraft | undefined;
}

export interface SentState {
  /** Where a part began on this server. */
  urlOf(key: string, server: string): string | undefined;
  keepUrl(key: string, url: string): void;
  draftId(fingerprint: string): string | undefined;
  keepDraft(draft: StartedDraft): void;
  submission(fingerprint: string): Submission | undefined;
  keepSubmission(submission: Submission): void;
  /** Call it when the batch is done, or when nothing of it is on the server any more. */
  forget(): void;
}

/** What was sent already, in a small file, so that a killed command goes on. Without the file it begins again. */
export function openSentState(file: string, onTrouble: (error: Error) => void): SentState {
  let state = readState(file);
  let isWritable = true;
  const change = (next: State): void => {
    state = next;
    if (!isWritable) return;
    try {
      writeState(file, state);
    } catch (error) {
      isWritable = false;
      onTrouble(error as Error);
    }
  };
  return {
    urlOf(key, server) {
      const part = state.parts[key];
      return part?.url.startsWith(server) && Date.now() - part.at < KEPT_MS ? part.url : undefined;
    },
    keepUrl: (key, url) => change({ ...state, parts: { ...state.parts, [key]: { url, at: Date.now() } } }),
    draftId: (fingerprint) => (state.draft?.fingerprint === fingerprint ? state.draft.id : undefined),
    keepDraft: (draft) => change({ ...state, draft }),
    submission: (fingerprint) => (state.submission?.fingerprint === fingerprint ? state.submission : undefined),
    keepSubmission: (submission) => change({ ...state, submission }),
    forget() {
      state = { parts: {} };
      rmSync(file, { force: true });
    },
  };
}

function readState(file: string): State {
  try {
    const { parts, submission, draft } = JSON.parse(readFileSync(file, "utf8")) as Partial<State>;
    return { parts: parts ?? {}, submission, draft };
  } catch {
    return { parts: {} };
  }
}

/** A killed process leaves the old text or the new one. */
function writeState(file: string, state: State): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(state), { mode: 0o600 });
  renameSync(temporary, file);
}
