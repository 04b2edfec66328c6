import { createSignal } from "../browser/signal.ts";
import { localStore } from "../browser/storage.ts";

const KEY = "symphony.api-key";

export const apiKey = createSignal<string | undefined>(localStore.read(KEY));
/** Set when the server asked for a key, or refused the one it got. */
export const keyWanted = createSignal(false);

export function keepApiKey(key: string | undefined): void {
  localStore.write(KEY, key);
  apiKey.set(key);
  keyWanted.set(false);
}

/** For addresses the browser asks by itself: images, downloads, sockets. */
export function withKey(url: string, key: string | undefined = apiKey.get()): string {
  if (key === undefined) return url;
  return `${url}${url.includes("?") ? "&" : "?"}api_key=${encodeURIComponent(key)}`;
}
