import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createShare, readShares, revokeShare } from "../api/hand-on.ts";
import { t, tn } from "../browser/language/text.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import { useKeptFocus } from "../shared-ui/confirm/use-kept-focus.ts";
import classes from "./hand-on.module.css";
import { ShareRow } from "./share-row.tsx";

const DAYS = [1, 7, 30];
const DAY_HOURS = 24;

/** Links that show the batch to people without access, until they expire or are revoked. */
export function ShareLinks({ id }: { id: BatchId }) {
  const key = ["shares", id];
  const queries = useQueryClient();
  const { data: shares = [], error } = useQuery({ queryKey: key, queryFn: ({ signal }) => readShares(id, signal) });
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: key });
  const [days, setDays] = useState("7");
  const [label, setLabel] = useState("");
  const create = useMutation({
    mutationFn: () => createShare(id, Number(days) * DAY_HOURS, label.trim()),
    onSettled: refresh,
  });
  const revoke = useMutation({
    mutationFn: (shareId: string) => revokeShare(id, shareId),
    onSuccess: () => announceToScreenReader(t("share.revoked")),
    onSettled: refresh,
  });
  /** The link whose revocation is asked about. */
  const [asking, setAsking] = useState<string>();
  const kept = useKeptFocus<HTMLElement>();
  const failure = create.error ?? revoke.error ?? error;
  return (
    <section aria-labelledby="shares" {...kept}>
      <h3 id="shares">{t("share.title")}</h3>
      <p className="quiet">{t("share.text")}</p>
      <div className={classes["fields"]}>
        <TextInput
          label={t("share.label")}
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("share.duration")}
          data={DAYS.map((count) => ({ value: `${count}`, label: tn("share.days", count) }))}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button loading={create.isPending} onClick={() => create.mutate()}>
          {t("share.create")}
        </Button>
      </div>
      {failure !== null && (
        <p role="alert" className={classes["error"]}>
          {failure.message}
        </p>
      )}
      {create.data !== undefined && (
        <TextInput
          label={t("share.url")}
          readOnly
          value={create.data.url}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
      )}
      <ul className={classes["list"]}>
        {shares.map((share) => (
          <ShareRow
            key={share.share_id}
            share={share}
            asking={asking === share.share_id}
            pending={revoke.isPending}
            onAsk={(ask) => setAsking(ask ? share.share_id : undefined)}
            onRevoke={() => revoke.mutate(share.share_id)}
          />
        ))}
      </ul>
    </section>
  );
}
