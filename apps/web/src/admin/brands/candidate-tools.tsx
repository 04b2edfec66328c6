import { Button, Group } from "@mantine/core";
import type { BatchId, BrandDetails } from "@symphony/contract";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { adoptCandidate, artworkAddress, tryVersion } from "../../api/brand-calls.ts";
import { batchAddress } from "../../browser/address.ts";
import { t, tn } from "../../browser/language/text.ts";
import { Artwork } from "./artwork.tsx";
import { BatchAction } from "./batch-action.tsx";
import { EstimateTable } from "./estimate-table.tsx";

type Candidate = NonNullable<BrandDetails["candidate"]>;

interface Props {
  name: string;
  candidate: Candidate;
  discardButton: ReactNode;
  onChange(): void;
}

/** What a candidate is made of, its trial on an earlier batch, and how it is adopted. */
export function CandidateTools({ name, candidate, discardButton, onChange }: Props) {
  const { version, artwork, model, estimate, learned } = candidate;
  // The server takes a model once a worker has opened it.
  const isOpened = model === undefined || estimate !== null;
  const adopt = useMutation({ mutationFn: () => adoptCandidate(name, version), onSuccess: onChange });
  return (
    <>
      <p style={{ margin: "4px 0" }}>{t("candidate.hint")}</p>
      {learned !== undefined && <p style={{ margin: "4px 0" }}>{learnedText(learned)}</p>}
      <Group gap="xs">
        {artwork.map(({ file }) => (
          <Artwork key={file} src={artworkAddress(name, version, file)} alt={t("brands.markOf", { name })} />
        ))}
      </Group>
      <EstimateTable estimate={estimate} />
      <Trial name={name} version={version} isOpened={isOpened} />
      {adopt.error !== null && <p role="alert">{adopt.error.message}</p>}
      <Group gap="xs">
        <Button size="xs" disabled={!isOpened} loading={adopt.isPending} onClick={() => adopt.mutate()}>
          {t("candidate.adopt", { version })}
        </Button>
        {discardButton}
      </Group>
    </>
  );
}

const learnedText = ({ marks, missed, found }: NonNullable<Candidate["learned"]>): string =>
  `${tn("learn.marks", marks)} ${tn("learn.found", missed, { found })}`;

function Trial({ name, version, isOpened }: { name: string; version: number; isOpened: boolean }) {
  const trial = useMutation({ mutationFn: (id: BatchId) => tryVersion(name, version, id) });
  return (
    <>
      <div style={{ marginBottom: 10 }}>
        <BatchAction label={t("candidate.try")} isReady={isOpened} isPending={trial.isPending} onAct={trial.mutate} />
      </div>
      {trial.data !== undefined && (
        <p role="status">
          {t("candidate.tried", { total: trial.data.total })}{" "}
          <a href={batchAddress(trial.data.batch_id)}>{t("candidate.watch")}</a>
        </p>
      )}
      {trial.error !== null && <p role="alert">{trial.error.message}</p>}
    </>
  );
}
