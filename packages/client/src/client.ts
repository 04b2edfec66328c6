import createClient from "openapi-fetch";
import type { Client } from "openapi-fetch";
import type { paths, Problem } from "./description.ts";

export type SymphonyClient = Client<paths>;

export interface ClientOptions {
  /** Where the API is, e.g. `http://localhost:8000`. */
  url: string;
  apiKey?: string;
  /** Default: the platform's own. */
  fetch?: (request: Request) => Promise<Response>;
}

/** A call that was refused or failed; `code` is what programs switch over, the message says what to do. */
export class SymphonyError extends Error {
  override name = "SymphonyError";
  readonly status: number;
  readonly code: Problem["code"] | undefined;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? `The server answered with HTTP ${status}.`);
    this.status = status;
    this.code = problem.code;
  }
}

/**
 * A client whose calls, answers and paths have the types of the API's description. An answer that is no
 * success is thrown as a `SymphonyError`, so `data` is there whenever a call returns.
 */
export function createSymphonyClient({ url, apiKey, fetch }: ClientOptions): SymphonyClient {
  const client = createClient<paths>({
    baseUrl: url.replace(/\/+$/, ""),
    headers: apiKey === undefined ? {} : { "x-api-key": apiKey },
    ...(fetch === undefined ? {} : { fetch }),
  });
  client.use({
    async onResponse({ response }) {
      if (!response.ok) throw new SymphonyError(response.status, await readProblem(response));
    },
  });
  return client;
}

/** Something in between, a proxy for instance, may answer with a page of its own. */
async function readProblem(response: Response): Promise<Partial<Problem>> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") === true;
  return isProblem ? ((await response.json()) as Problem) : {};
}
