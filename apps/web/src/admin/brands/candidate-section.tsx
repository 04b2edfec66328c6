import { Button, Group } from "@mantine/core";
import type { BatchId, BrandDetails } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { adoptCandidate, artworkAddress, discardCandidate, tryVersion } from "../../api/brand-calls.ts";
import { batchAddress } from "../../browser/address.ts";
import { t } from "../../browser/language/text.ts";
import { BatchPicker } from "../../shared-ui/batch-picker.tsx";
import { Artwork } from "./artwork.tsx";
import { EstimateTable } from "./estimate-table.tsx";

interface Props {
  name: string;
  candidate: NonNullable<BrandDetails["candidate"]>;
  onChange(): void;
}

/** A version that is not used yet: it is tried on an earlier batch, and then adopted or discarded. */
export function CandidateSection({ name, candidate, onChange }: Props) {
  const { version, artwork, estimate } = candidate;
  const [batch, setBatch] = useState<BatchId>();
  const trial = useMutation({ mutationFn: (id: BatchId) => tryVersion(name, version, id) });
  const adopt = useMutation({ mutationFn: () => adoptCandidate(name, version), onSuccess: onChange });
  const discard = useMutation({ mutationFn: () => discardCandidate(name, version), onSuccess: onChange });
  const error = trial.error ?? adopt.error ?? discard.error;
  return (
    <section className="card" style={{ padding: 12, margin: "8px 0" }} aria-label={t("candidate.title", { version })}>
      <strong>{t("candidate.title", { version })}</strong>
      <p style={{ margin: "4px 0" }}>{t("candidate.hint")}</p>
      <Group gap="xs">
        {artwork.map(({ file }) => (
          <Artwork key={file} src={artworkAddress(name, version, file)} alt={t("brands.markOf", { name })} />
        ))}
      </Group>
      <EstimateTable estimate={estimate} />
      <Group gap="xs" align="end" mb="xs">
        <BatchPicker label={t("candidate.batch")} onChange={setBatch} />
        <Button
          size="xs"
          variant="default"
          disabled={batch === undefined}
          loading={trial.isPending}
          onClick={() => batch !== undefined && trial.mutate(batch)}
        >
          {t("candidate.try")}
        </Button>
      </Group>
      {trial.data !== undefined && (
        <p role="status">
          {t("candidate.tried", { total: trial.data.total })}{" "}
          <a href={batchAddress(trial.data.batch_id)}>{t("candidate.watch")}</a>
        </p>
      )}
      {error !== null && <p role="alert">{error.message}</p>}
      <Group gap="xs">
        <Button size="xs" loading={adopt.isPending} onClick={() => adopt.mutate()}>
          {t("candidate.adopt", { version })}
        </Button>
        <Button size="xs" variant="default" loading={discard.isPending} onClick={() => discard.mutate()}>
          {t("candidate.discard")}
        </Button>
      </Group>
    </section>
  );
}
