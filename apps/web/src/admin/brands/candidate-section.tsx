import { Button } from "@mantine/core";
import type { BrandDetails } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { discardCandidate } from "../../api/brand-calls.ts";
import { batchAddress } from "../../browser/address.ts";
import { t } from "../../browser/language/text.ts";
import { recentBatches } from "../../browser/recent-batches.ts";
import { useSignal } from "../../browser/use-signal.ts";
import { Confirmation } from "../../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../../shared-ui/confirm/use-kept-focus.ts";
import { batchTitle } from "../../shared-ui/labels.ts";
import { CandidateTools } from "./candidate-tools.tsx";

interface Props {
  name: string;
  candidate: NonNullable<BrandDetails["candidate"]>;
  onChange(): void;
}

/** A version that is not used yet, one that is still being made from reviews, or one that cannot be used. */
export function CandidateSection({ name, candidate, onChange }: Props) {
  const { version, learns_from: source, model, estimate } = candidate;
  const title = t("candidate.title", { version });
  const reason = source === undefined && model === undefined ? undefined : estimate?.failed;
  const discard = useMutation({ mutationFn: () => discardCandidate(name, version), onSuccess: onChange });
  const [asking, setAsking] = useState(false);
  const kept = useKeptFocus<HTMLElement>();
  const discardButton = asking ? (
    <Confirmation
      confirm={t("candidate.discardConfirm", { version })}
      keep={t("record.keep")}
      loading={discard.isPending}
      onConfirm={() => discard.mutate()}
      onDismiss={() => setAsking(false)}
    />
  ) : (
    <Button size="xs" variant="default" onClick={() => setAsking(true)}>
      {t("candidate.discard")}
    </Button>
  );
  return (
    <section className="card" style={{ padding: 12, margin: "8px 0" }} aria-label={title} {...kept}>
      <strong>{title}</strong>
      {source === undefined && reason === undefined ? (
        <CandidateTools name={name} candidate={candidate} discardButton={discardButton} onChange={onChange} />
      ) : (
        <>
          {source !== undefined && estimate === null && <Learning source={source} />}
          {reason !== undefined && (
            <p role="status" style={{ overflowWrap: "anywhere" }}>
              {model === undefined ? reason : t("candidate.unusable", { reason })}
            </p>
          )}
          {discardButton}
        </>
      )}
      {discard.error !== null && <p role="alert">{discard.error.message}</p>}
    </section>
  );
}

function Learning({ source }: { source: NonNullable<Props["candidate"]["learns_from"]> }) {
  const title = useSignal(recentBatches).find(({ id }) => id === source)?.title;
  return (
    <p role="status">
      {t("learn.running")} <a href={batchAddress(source)}>{batchTitle(source, title)}</a>. {t("learn.takes")}
    </p>
  );
}
