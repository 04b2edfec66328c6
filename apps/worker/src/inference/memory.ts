/** Gives memory of at least so many bytes: the same until more is asked for, with what was left in it. */
export type Memory = (bytes: number) => ArrayBuffer;

/**
 * Memory that grows to the largest that was asked for. A tensor of its own for each image is megabytes of garbage,
 * for which V8 looks through the whole heap every other image, on all its threads.
 */
export function createMemory(): Memory {
  let kept = new ArrayBuffer(0);
  return (bytes) => {
    if (kept.byteLength < bytes) kept = new ArrayBuffer(bytes);
    return kept;
  };
}
