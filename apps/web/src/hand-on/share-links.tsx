import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { BatchId, Share } from "@symphony/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createShare, readShares, revokeShare } from "../api/hand-on.ts";
import { formatWhen } from "../browser/format.ts";
import { announceToScreenReader } from "../browser/live-region.ts";
import classes from "./hand-on.module.css";

const DURATIONS = [
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
];

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
    onSuccess: () => announceToScreenReader("The link is not valid any more."),
    onSettled: refresh,
  });
  const failure = create.error ?? revoke.error ?? error;
  return (
    <section aria-labelledby="shares">
      <h3 id="shares">Share a link</h3>
      <p className="quiet">
        Who has the link sees this batch, its pictures and decisions, and can change nothing. Nobody needs a key for it.
      </p>
      <div className={classes["fields"]}>
        <TextInput
          label="For whom"
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <NativeSelect
          label="Valid for"
          data={DURATIONS}
          value={hours}
          onChange={(event) => setHours(event.currentTarget.value)}
        />
        <Button loading={create.isPending} onClick={() => create.mutate()}>
          Create a link
        </Button>
      </div>
      {failure !== null && (
        <p role="alert" className={classes["error"]}>
          {failure.message}
        </p>
      )}
      {create.data !== undefined && (
        <TextInput
          label="The link; it is shown only now"
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
  const name = share.label ?? "Link without a name";
  return (
    <li>
      <span>
        {name}
        <span className="quiet">
          {` by ${share.by}, ${share.expired ? "expired" : "until"} ${formatWhen(share.expires_at)}`}
        </span>
      </span>
      <Button size="xs" variant="default" disabled={pending} onClick={onRevoke} aria-label={`Revoke: ${name}`}>
        Revoke
      </Button>
    </li>
  );
}
