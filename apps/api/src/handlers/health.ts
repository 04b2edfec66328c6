import { StoreError } from "@symphony/batch-store";
import { mayEvict } from "@symphony/messaging";
import { withinMs } from "@symphony/service";
import type { Readiness } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { sharedBy } from "./shared-reading.ts";

const CHECK_WAIT_MS = 1_000;
/** The checks write to the disk: they are made once for all who ask in a moment. */
const SHARED_MS = 100;
const FULL =
  "the disk is full: results of accepted images are stored as long as the reserve lasts, uploads are refused";

/** Liveness: the process responds. */
export async function health(): Promise<Reply> {
  return ok({ status: "ok" });
}

/** Whether work submitted now would be done; 503 names what is missing. */
export async function readiness(_call: Call<undefined, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const readiness = await readReadiness(deps);
  return { status: readiness.ready ? 200 : 503, body: readiness };
}

const readReadiness = sharedBy(SHARED_MS, async (deps: ApiDeps): Promise<Readiness> => {
  const [redis, workers, exports, gateway] = await Promise.all([
    check(
      async () => ((await mayEvict(deps.redis)) ? undefined : "responds"),
      "Redis does not respond, or its maxmemory-policy is not noeviction",
    ),
    check(async () => {
      const count = await deps.presence.count();
      return count > 0 ? `${count} ready` : undefined;
    }, "no worker with a loaded model is alive"),
    check(async () => {
      await deps.store.check();
      await deps.store.admit(0);
      return "can be written";
    }, "the exports folder cannot be written"),
    deps.config.GATEWAY_URL === undefined ? undefined : checkGateway(deps.config.GATEWAY_URL),
  ]);
  const checks = { redis, workers, exports, ...(gateway === undefined ? {} : { gateway }) };
  return { ready: Object.values(checks).every((each) => each.ok), checks };
});

const checkGateway = (url: string): ReturnType<typeof check> =>
  check(async () => {
    const response = await fetch(new URL("/healthz", url), { signal: AbortSignal.timeout(CHECK_WAIT_MS) });
    await response.body?.cancel();
    return response.ok ? "responds" : undefined;
  }, "the gateway at GATEWAY_URL does not respond, so pages get no progress");

async function check(
  probe: () => Promise<string | undefined>,
  failure: string,
): Promise<{ ok: boolean; detail: string }> {
  try {
    const detail = await withinMs(CHECK_WAIT_MS, probe());
    return { ok: detail !== undefined, detail: detail ?? failure };
  } catch (error) {
    // The store's sentences are for operators.
    if (!(error instanceof StoreError)) return { ok: false, detail: failure };
    return { ok: false, detail: error.code === "full" ? FULL : `${failure}: ${error.message}` };
  }
}
