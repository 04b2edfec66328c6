import { apiKey, keyWanted } from "./api-key.ts";
import { errorFromAnswer, offlineError } from "./api-error.ts";
import { noteServerTime } from "../browser/server-clock.ts";

export interface Ask {
  method?: "GET" | "POST";
  json?: unknown;
  signal?: AbortSignal;
  /** Whether a 401 is to have the API key asked for: the administrator's routes take none. */
  keyHelps?: boolean;
}

/**
 * One call of the API.
 *
 * @throws {ApiError}, or the signal's reason when the caller gave up
 */
export async function request(
  path: string,
  { method = "GET", json, signal, keyHelps = true }: Ask = {},
): Promise<Response> {
  const answer = await fetch(path, {
    method,
    headers: { ...keyHeader(), ...(json === undefined ? {} : { "content-type": "application/json" }) },
    body: json === undefined ? null : JSON.stringify(json),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw offlineError(error);
  });
  noteServerTime(answer.headers.get("date"));
  if (answer.ok) return answer;
  const error = errorFromAnswer(answer.status, await answer.text());
  if (answer.status === 401 && keyHelps) keyWanted.set(true);
  throw error;
}

export async function requestJson<T>(path: string, ask?: Ask): Promise<T> {
  return (await (await request(path, ask)).json()) as T;
}

export function keyHeader(): Record<string, string> {
  const key = apiKey.get();
  return key === undefined ? {} : { "x-api-key": key };
}
