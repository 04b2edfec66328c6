import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { BatchId, Share } from "@symphony/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { t, tn } from "../browser/language/text.ts";
import { createShare, readShares, revokeShare } from "../api/hand-on.ts";
import { formatWhen } from "../browser/format.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import classes from "./hand-on.module.css";

const DAYS = [1, 7, 30] as const;

/** Links that show the batch to people without access, until they expire or are revoked. */
export function ShareLinks({ id }: { id: BatchId }) {
  const key = ["shares", id];
  const queries = useQueryClient();
  const { data: shares = [], error } = useQuery({ queryKey: key, queryFn: ({ signal }) => readShares(id, signal) });
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: key });
  const [hours, setHours] = useState("168");
  const [label, setLabel] = useState("");
  const create = useMutation({ mutationFn: () => createShare(id, Number(hours), label.trim()), onSettled: refresh });
  const revoke = useMutation({
    mutationFn: (shareId: string) => revokeShare(id, shareId),
    onSuccess: () => announceToScreenReader(t("share.revoked")),
    onSettled: refresh,
  });
  const failure = create.error ?? revoke.error ?? error;
  return (
    <section aria-labelledby="shares">
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
          label={t("share.validFor")}
          data={DAYS.map((days) => ({ value: String(24 * days), label: tn("share.days", days) }))}
          value={hours}
          onChange={(event) => setHours(event.currentTarget.value)}
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
          label={t("share.link")}
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
            pending={revoke.isPending}
            onRevoke={() => revoke.mutate(share.share_id)}
          />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  share: Share;
  pending: boolean;
  onRevoke(): void;
}

function ShareRow({ share, pending, onRevoke }: RowProps) {
  const name = share.label ?? t("share.unnamed");
  return (
    <li>
      <span>
        {name}
        <span className="quiet">
          {` ${t(share.expired ? "share.expired" : "share.until", { name: share.by, when: formatWhen(share.expires_at) })}`}
        </span>
      </span>
      <Button
        size="xs"
        variant="default"
        disabled={pending}
        onClick={onRevoke}
        aria-label={t("share.revokeOf", { name })}
      >
        {t("share.revoke")}
      </Button>
    </li>
  );
}
