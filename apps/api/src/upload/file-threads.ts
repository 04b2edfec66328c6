import { Worker } from "node:worker_threads";
import { giveBack } from "./blocks.ts";
import { blockOf } from "./thread-jobs.ts";
import type { Job, JobMessage, Outcome, OutcomeMessage } from "./thread-jobs.ts";

/** Files that wait for the disk at a time; beyond that threads wait for each other. */
const THREADS = 4;

/** Of a thread's heap, which holds what few jobs leave; by default it may grow to three times 16 MB before it is swept. */
const YOUNG_GENERATION_MB = 4;

/** A thread ended, or could not be started, as when there are no file descriptors left. */
export class ThreadGone extends Error {
  override name = "ThreadGone";

  constructor(cause?: unknown) {
    super("a thread that writes files ended", { cause });
  }
}

/** Has a thread do a job; the block that it brings is given back, unless the thread ended. @throws {ThreadGone} */
export type Hired = (job: Job) => Promise<Outcome>;

/** Threads that unpack and write files. They are started when they are first needed, and stay. */
export interface FileThreads {
  threads: number;
  /** The thread with the least to do, for jobs that belong together. */
  hire(): Hired;
  close(): Promise<void>;
}

interface Thread {
  worker: Worker;
  gone: boolean;
  waiting: Map<number, { resolve: (outcome: Outcome) => void; reject: (error: Error) => void }>;
}

/** @param entry the bundled `file-thread.js` */
export function createFileThreads(entry: URL): FileThreads {
  const threads: Thread[] = [];
  let lastId = 0;

  const start = (): Thread => {
    const thread = startThread(entry, (each) => threads.splice(threads.indexOf(each), 1));
    threads.push(thread);
    return thread;
  };
  const idlest = (): Thread => {
    const best = threads.toSorted((a, b) => a.waiting.size - b.waiting.size)[0];
    return best === undefined || (best.waiting.size > 0 && threads.length < THREADS) ? start() : best;
  };

  return {
    threads: THREADS,
    hire() {
      const thread = idlest();
      return (job) => {
        if (thread.gone) return Promise.reject(new ThreadGone());
        const id = (lastId += 1);
        const block = blockOf(job);
        thread.worker.postMessage({ id, job } satisfies JobMessage, block === undefined ? [] : [block]);
        return new Promise((resolve, reject) => thread.waiting.set(id, { resolve, reject }));
      };
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(entry: URL, onGone: (thread: Thread) => void): Thread {
  const thread: Thread = {
    worker: new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } }),
    gone: false,
    waiting: new Map(),
  };
  let cause: unknown;
  thread.worker.unref();
  thread.worker.on("message", ({ id, outcome, block }: OutcomeMessage) => {
    if (block !== undefined) giveBack(block);
    thread.waiting.get(id)?.resolve(outcome);
    thread.waiting.delete(id);
  });
  thread.worker.on("error", (error) => (cause = error));
  thread.worker.on("exit", () => {
    thread.gone = true;
    onGone(thread);
    for (const { reject } of thread.waiting.values()) reject(new ThreadGone(cause));
    thread.waiting.clear();
  });
  return thread;
}
