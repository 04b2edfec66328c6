import { createSignal } from "../browser/signal.ts";
import { localStore } from "../browser/storage.ts";

const KEY = "symphony.api-key";

export const apiKey = createSignal<string | undefined>(localStore.read(KEY));
/** Set when the server answers 401: it needs a key, or refuses this one. */
export const keyRequired = createSignal(false);

export function saveApiKey(key: string | undefined): void {
  localStore.write(KEY, key);
  apiKey.set(key);
  keyRequired.set(false);
}

/** Adds the key to a URL that the browser requests without headers: images, downloads, sockets. */
export function withKey(url: string, key: string | undefined = apiKey.get()): string {
  if (key === undefined) return url;
  return `${url}${url.includes("?") ? "&" : "?"}api_key=${encodeURIComponent(key)}`;
}
