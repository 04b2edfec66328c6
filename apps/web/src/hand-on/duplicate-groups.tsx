import { Button } from "@mantine/core";
import type { BatchId, Duplicates } from "@symphony/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t, tn } from "../browser/language/text.ts";
import { thumbnailUrl } from "../api/calls.ts";
import { readDuplicates, reviewImages } from "../api/hand-on.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import classes from "./hand-on.module.css";

type Group = Duplicates["items"][number];

const GROUPS_SHOWN = 20;
const NAMES_SHOWN = 3;

/** Images that are the same file, each shown once and decided together. */
export function DuplicateGroups({ id }: { id: BatchId }) {
  const [shown, setShown] = useState(GROUPS_SHOWN);
  const { data } = useQuery({
    queryKey: ["duplicates", id, shown],
    queryFn: ({ signal }) => readDuplicates(id, 0, shown, signal),
    placeholderData: (before) => before,
  });
  if (data === undefined || data.groups === 0) return null;
  return (
    <section aria-labelledby="duplicates">
      <h3 id="duplicates">{t("duplicates.title")}</h3>
      <p className="quiet">{tn("duplicates.text", data.copies)}</p>
      <ul className={classes["list"]}>
        {data.items.map((group) => (
          <GroupRow key={group.sha256} id={id} group={group} />
        ))}
      </ul>
      {data.next_cursor !== null && (
        <Button size="xs" variant="default" onClick={() => setShown(shown + GROUPS_SHOWN)}>
          {t("more")}
        </Button>
      )}
    </section>
  );
}

function GroupRow({ id, group }: { id: BatchId; group: Group }) {
  const { mutate, isPending, data, error, variables } = useMutation({
    mutationFn: (verdict: "Valid" | "Invalid") =>
      reviewImages(
        id,
        group.images.map(({ seq }) => seq),
        verdict,
      ),
    onSuccess: ({ matched }, verdict) =>
      announceToScreenReader(tn("duplicates.said", matched, { verdict: verdictLabel(verdict) })),
  });
  const [first] = group.images;
  const names = group.images.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = group.count - names.length;
  return (
    <li>
      {first !== undefined && <img src={thumbnailUrl(id, first.seq)} alt="" loading="lazy" />}
      <span className={classes["names"]}>
        {names.join(", ")}
        {more > 0 && ` ${tn("bulk.more", more)}`}
        {data !== undefined && <strong>{` ${t("review.decided", { verdict: verdictLabel(variables) })}`}</strong>}
        {error !== null && <span role="alert">{` ${error.message}`}</span>}
      </span>
      {(["Valid", "Invalid"] as const).map((verdict) => (
        <Button
          key={verdict}
          size="xs"
          variant="default"
          disabled={isPending}
          onClick={() => mutate(verdict)}
          aria-label={tn("duplicates.all", group.count, { name: first?.name ?? "", verdict: verdictLabel(verdict) })}
        >
          {verdictLabel(verdict)}
        </Button>
      ))}
    </li>
  );
}
