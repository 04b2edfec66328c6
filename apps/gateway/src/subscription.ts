import { decodeBatchId, decodeClientId } from "@symphony/contract";
import type { BatchId, ClientId } from "@symphony/contract";
import { channels } from "@symphony/messaging";

/** All batches of a client, or one batch. */
export type Topic = { kind: "client"; id: ClientId } | { kind: "batch"; id: BatchId };

export const channelOf = (topic: Topic): string =>
  topic.kind === "client" ? channels.client(topic.id) : channels.batch(topic.id);

/** What the URL of an upgrade request asks for. */
export interface Subscription {
  topic: Topic;
  /** `?v=2`: several finished items in one frame. */
  coalesced: boolean;
  apiKey: string | null;
}

/** Decodes the URL of an upgrade request. Any other URL gives `undefined`. */
export function decodeSubscription(url: string): Subscription | undefined {
  if (!URL.canParse(url, "ws://gateway")) return undefined;
  const { pathname, searchParams } = new URL(url, "ws://gateway");
  const topic = decodeTopic(pathname.replace(/\/$/, "").split("/").slice(1).map(decodeSegment));
  if (topic === undefined) return undefined;
  return { topic, coalesced: searchParams.get("v") === "2", apiKey: searchParams.get("api_key") };
}

function decodeTopic(segments: Array<string | undefined>): Topic | undefined {
  if (segments[0] !== "ws") return undefined;
  if (segments.length === 3 && segments[1] === "batch") {
    const id = decodeBatchId(segments[2]);
    return id === undefined ? undefined : { kind: "batch", id };
  }
  const id = segments.length === 2 ? decodeClientId(segments[1]) : undefined;
  return id === undefined ? undefined : { kind: "client", id };
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
