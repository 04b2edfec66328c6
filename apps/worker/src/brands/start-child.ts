import { setPriority } from "node:os";

/** Images that somebody waits for come first. */
const LOW_PRIORITY = 10;

/** What a process that `runChild` started sends: what it made, or why it could not. */
export type ChildMessage<T> = { made: T } | { failed: string };

/**
 * The work of a process that `runChild` started.
 *
 * @param make gets what the process was started with
 */
export async function workAsChild<S, T>(make: (settings: S) => Promise<T>): Promise<void> {
  // Without its worker nobody wants what it makes.
  process.once("disconnect", () => process.exit());
  setPriority(LOW_PRIORITY);
  const message = await make(JSON.parse(process.argv[2]!) as S).then(
    (made): ChildMessage<T> => ({ made }),
    (error: Error): ChildMessage<T> => ({ failed: error.message }),
  );
  process.send!(message, () => process.exit());
}
