/** Sharp on a tile of a dense screen. */
const SIDE_PX = 320;
/** Decoding a photo takes tens of megabytes for a moment. */
const AT_ONCE = 2;
/** Each is a few kilobytes; the oldest ones are made again. */
const KEPT_MAX = 400;

const kept = new Map<File, string>();
const waiting: Array<() => void> = [];
let running = 0;

/**
 * A small picture of a file on this device, as the address of a Blob. Files that are scrolled past are not decoded.
 *
 * @returns undefined where the browser cannot decode it
 */
export async function smallPreview(file: File, signal: AbortSignal): Promise<string | undefined> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    const known = kept.get(file);
    if (known !== undefined || signal.aborted) return known;
    const url = URL.createObjectURL(await shrink(file));
    keep(file, url);
    return url;
  } catch {
    return undefined;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function shrink(file: File): Promise<Blob> {
  const whole = await createImageBitmap(file);
  const scale = Math.min(1, SIDE_PX / Math.max(whole.width, whole.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(whole.width * scale));
  canvas.height = Math.max(1, Math.round(whole.height * scale));
  canvas.getContext("2d")?.drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/webp", 0.8),
  );
}

function keep(file: File, url: string): void {
  kept.set(file, url);
  const [oldest] = kept;
  if (kept.size <= KEPT_MAX || oldest === undefined) return;
  kept.delete(oldest[0]);
  URL.revokeObjectURL(oldest[1]);
}
