import { recordServerTime } from "../browser/server-clock.ts";
import { errorFromResponse, offlineError } from "./api-error.ts";
import { apiKey, keyRequired } from "./api-key.ts";

export interface RequestOptions {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  json?: unknown;
  /** Instead of `json`. */
  form?: FormData;
  signal?: AbortSignal;
  /** Whether a 401 opens the API key dialog; the administrator's routes accept no API key. */
  usesApiKey?: boolean;
}

/**
 * One call of the API.
 *
 * @throws {ApiError}, or the signal's reason when it is aborted
 */
export async function request(
  path: string,
  { method = "GET", headers = {}, json, form, signal, usesApiKey = true }: RequestOptions = {},
): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...keyHeader(), ...(json === undefined ? {} : { "content-type": "application/json" }) },
    body: form ?? (json === undefined ? null : JSON.stringify(json)),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw offlineError(error);
  });
  recordServerTime(response.headers.get("date"));
  if (response.ok) return response;
  const error = errorFromResponse(response.status, await response.text());
  if (response.status === 401 && usesApiKey) keyRequired.set(true);
  throw error;
}

export async function requestJson<T>(path: string, options?: RequestOptions): Promise<T> {
  return (await (await request(path, options)).json()) as T;
}

export function keyHeader(): Record<string, string> {
  const key = apiKey.get();
  return key === undefined ? {} : { "x-api-key": key };
}
