import type { BatchId, Duplicates, Status } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import { readDuplicates } from "../../api/hand-on.ts";
import { isFinal } from "../sync-results.ts";
import { copiesOf, NO_COPIES } from "./copies.ts";
import type { Copies, CopiesShown } from "./copies.ts";

const GROUPS_PER_PAGE = 1_000;
/** More groups than that are shown image by image. */
const PAGES_MAX = 20;

/** The images of a finished batch that are shown as one; undefined while they are read. */
export function useCopies(id: BatchId, status: Status | undefined, shown: CopiesShown): Copies | undefined {
  const { data, error } = useQuery({
    queryKey: ["duplicates", id, "list", shown, status?.completed_at],
    queryFn: async ({ signal }) => {
      const alike = shown === "alike" ? await readGroups(id, "alike", signal) : [];
      return copiesOf([...alike, ...(await readGroups(id, "same", signal))]);
    },
    enabled: shown !== "each" && status !== undefined && isFinal(status),
    staleTime: Infinity,
  });
  // Without the groups each image is shown.
  return shown === "each" || error !== null ? NO_COPIES : data;
}

async function readGroups(id: BatchId, kind: "same" | "alike", signal: AbortSignal): Promise<Duplicates["items"]> {
  const groups: Duplicates["items"] = [];
  let cursor: number | null = 0;
  for (let page = 0; page < PAGES_MAX && cursor !== null; page += 1) {
    const read: Duplicates = await readDuplicates(id, kind, GROUPS_PER_PAGE, signal, cursor);
    groups.push(...read.items);
    cursor = read.next_cursor;
  }
  return groups;
}
