import { decodeBatchId, decodeClientId } from "@symphony/contract";
import type { BatchId, ClientId } from "@symphony/contract";
import { channels } from "@symphony/messaging";

/** What a socket listens to: all batches of a client, or one batch. */
export type Topic = { kind: "client"; id: ClientId } | { kind: "batch"; id: BatchId };

export const channelOf = (topic: Topic): string =>
  topic.kind === "client" ? channels.client(topic.id) : channels.batch(topic.id);

export interface Asked {
  topic: Topic;
  /** `?v=2`: several finished items in one frame. */
  coalesced: boolean;
  apiKey: string | null;
}

/** What a WebSocket address asks for, or `undefined` when it is none of ours. */
export function decodeAddress(url: string): Asked | undefined {
  if (!URL.canParse(url, "ws://gateway")) return undefined;
  const { pathname, searchParams } = new URL(url, "ws://gateway");
  const topic = decodeAudience(pathname.replace(/\/$/, "").split("/").slice(1).map(decodePart));
  if (topic === undefined) return undefined;
  return { topic, coalesced: searchParams.get("v") === "2", apiKey: searchParams.get("api_key") };
}

function decodeAudience(parts: Array<string | undefined>): Topic | undefined {
  if (parts[0] !== "ws") return undefined;
  if (parts.length === 3 && parts[1] === "batch") {
    const id = decodeBatchId(parts[2]);
    return id === undefined ? undefined : { kind: "batch", id };
  }
  const id = parts.length === 2 ? decodeClientId(parts[1]) : undefined;
  return id === undefined ? undefined : { kind: "client", id };
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
