import type { Requests } from "./requests.ts";

export type RequestKind = Exclude<keyof Requests, "close">;

/** Counts requests by their kind: what a store asks money for. */
export function countRequests(requests: Requests, counts: Record<RequestKind, number>): Requests {
  const counted = <A extends unknown[], R>(kind: RequestKind, send: (...args: A) => R) => {
    return (...args: A): R => {
      counts[kind] += 1;
      return send(...args);
    };
  };
  return {
    get: counted("get", requests.get),
    head: counted("head", requests.head),
    put: counted("put", requests.put),
    copy: counted("copy", requests.copy),
    remove: counted("remove", requests.remove),
    list: counted("list", requests.list),
    close: requests.close,
  };
}
