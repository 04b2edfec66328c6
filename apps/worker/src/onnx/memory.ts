/** Gives a buffer of at least so many bytes: the same one until more is asked for, with its old content. */
export type Memory = (bytes: number) => ArrayBuffer;

/**
 * A buffer that is reused and grows to the largest size asked for. A new tensor for each image would be megabytes
 * of garbage, and V8 would run a full collection on all its threads every other image.
 */
export function createMemory(): Memory {
  let buffer = new ArrayBuffer(0);
  return (bytes) => {
    if (buffer.byteLength < bytes) buffer = new ArrayBuffer(bytes);
    return buffer;
  };
}
