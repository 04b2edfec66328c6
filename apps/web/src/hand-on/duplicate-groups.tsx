import { Button } from "@mantine/core";
import type { BatchId, Duplicates } from "@symphony/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readDuplicates, reviewImages } from "../api/hand-on.ts";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { StoredThumbnail } from "../shared-ui/stored-thumbnail.tsx";
import classes from "./hand-on.module.css";

type Group = Duplicates["items"][number];

const GROUPS_SHOWN = 20;
const NAMES_SHOWN = 3;

/** Images that are the same file, or look alike, each shown once and decided together. */
export function DuplicateGroups({ id, kind }: { id: BatchId; kind: "same" | "alike" }) {
  const [shown, setShown] = useState(GROUPS_SHOWN);
  const { data } = useQuery({
    queryKey: ["duplicates", id, kind, shown],
    queryFn: ({ signal }) => readDuplicates(id, kind, shown, signal),
    placeholderData: (before) => before,
  });
  if (data === undefined || data.groups === 0) return null;
  return (
    <section aria-labelledby={`duplicates-${kind}`}>
      <h3 id={`duplicates-${kind}`}>{t(kind === "same" ? "duplicates.title" : "alike.title")}</h3>
      <p className="quiet">{tn(kind === "same" ? "duplicates.text" : "alike.text", data.copies)}</p>
      <ul className={classes["list"]}>
        {data.items.map((group) => (
          <GroupRow key={group.images[0]?.seq ?? group.sha256} id={id} group={group} />
        ))}
      </ul>
      {data.next_cursor !== null && (
        <Button size="xs" variant="default" onClick={() => setShown(shown + GROUPS_SHOWN)}>
          {t("compare.more")}
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
    onSuccess: ({ matched }) => announceToScreenReader(tn("bulk.done", matched)),
  });
  const [first] = group.images;
  const names = group.images.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = group.count - names.length;
  return (
    <li>
      {first !== undefined && <StoredThumbnail id={id} seq={first.seq} />}
      <span className={classes["names"]}>
        {more > 0 ? t("duplicates.more", { names: names.join(", "), count: more }) : names.join(", ")}
        {data !== undefined && variables !== undefined && (
          <strong> {t("duplicates.decided", { verdict: t(`verdict.${variables}`) })}</strong>
        )}
        {error !== null && <span role="alert">{` ${error.message}`}</span>}
      </span>
      {(["Valid", "Invalid"] as const).map((verdict) => (
        <Button
          key={verdict}
          size="xs"
          variant="default"
          disabled={isPending}
          onClick={() => mutate(verdict)}
          aria-label={t("duplicates.decide", {
            count: group.count,
            name: first?.name ?? "",
            verdict: t(`verdict.${verdict}`),
          })}
        >
          {t(`verdict.${verdict}`)}
        </Button>
      ))}
    </li>
  );
}
