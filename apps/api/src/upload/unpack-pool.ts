import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { UnpackAnswer, UnpackJob, Unpacked, UnpackRequest } from "./unpack-protocol.ts";

/** More would wait for the disk, or for each other. */
const THREADS_MAX = 4;

/** Threads that unpack zips. They are started when the first zip comes, and stay. */
export interface UnpackPool {
  readonly threads: number;
  /** @throws when the thread that had the job is gone */
  unpack(job: UnpackJob): Promise<Unpacked>;
  close(): Promise<void>;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, { resolve: (result: Unpacked) => void; reject: (error: Error) => void }>;
}

/** @param entry the bundled `unpack-thread.js` */
export function createUnpackPool(entry: URL): UnpackPool {
  const size = Math.min(availableParallelism(), THREADS_MAX);
  const threads: Thread[] = [];
  let lastId = 0;

  const start = (): Thread => {
    const thread = startThread(entry, (each) => threads.splice(threads.indexOf(each), 1));
    threads.push(thread);
    return thread;
  };
  const idlest = (): Thread => {
    const best = threads.toSorted((a, b) => a.waiting.size - b.waiting.size)[0];
    return best === undefined || (best.waiting.size > 0 && threads.length < size) ? start() : best;
  };

  return {
    threads: size,
    unpack(job) {
      const { worker, waiting } = idlest();
      const id = (lastId += 1);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins
      worker.postMessage({ id, job } satisfies UnpackRequest);
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(entry: URL, onGone: (thread: Thread) => void): Thread {
  const thread: Thread = { worker: new Worker(entry), waiting: new Map() };
  let cause: unknown;
  thread.worker.unref();
  thread.worker.on("message", ({ id, result }: UnpackAnswer) => {
    thread.waiting.get(id)?.resolve(result);
    thread.waiting.delete(id);
  });
  thread.worker.on("error", (error) => (cause = error));
  thread.worker.on("exit", () => {
    onGone(thread);
    for (const { reject } of thread.waiting.values()) reject(new Error("a thread that unpacks zips ended", { cause }));
    thread.waiting.clear();
  });
  return thread;
}
