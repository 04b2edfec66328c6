import { Button, Group } from "@mantine/core";
import { BRAND_ARTWORKS_MAX } from "@symphony/contract";
import type { ListedBrand } from "@symphony/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { artworkAddress, readBrand, removeBrand } from "../../api/brand-calls.ts";
import { formatWhen } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import { Confirmation } from "../../shared-ui/confirm/confirmation.tsx";
import { useKeptFocus } from "../../shared-ui/confirm/use-kept-focus.ts";
import { Artwork } from "./artwork.tsx";
import { EstimateTable } from "./estimate-table.tsx";
import { BrandForm } from "./brand-form.tsx";
import { CandidateSection } from "./candidate-section.tsx";
import { LearnForm } from "./learn-form.tsx";

/** A worker takes a minute or two for an estimate. */
const ESTIMATE_POLL_MS = 5_000;

/** A brand with its artwork and what looks for it; one that was added can be changed and removed. */
export function BrandCard({ brand, onChange }: { brand: ListedBrand; onChange(): void }) {
  const { name, version, words, stages, ready } = brand;
  const [doing, setDoing] = useState<"change" | "remove">();
  const isAdded = version !== null;
  const { data } = useQuery({
    queryKey: ["admin", "brand", name, version],
    queryFn: ({ signal }) => readBrand(name, signal),
    enabled: isAdded,
    refetchInterval: ({ state: { data: known } }) =>
      known?.estimate === null || known?.candidate?.estimate === null ? ESTIMATE_POLL_MS : false,
  });
  const { mutate, isPending, error } = useMutation({ mutationFn: () => removeBrand(name), onSuccess: onChange });
  const kept = useKeptFocus<HTMLLIElement>();
  const done = (): void => {
    setDoing(undefined);
    onChange();
  };
  return (
    <li className="card" style={{ padding: 16, marginBottom: 12 }} aria-label={name} {...kept}>
      <strong>{name}</strong>{" "}
      <span className="quiet">
        {isAdded ? t("brands.version", { version }) : t(brand.default ? "brands.installation" : "brands.installed")}
      </span>
      <p style={{ margin: "4px 0" }}>
        {t("brands.stages", { stages: [...new Set(stages)].join(", ") })}
        {words.length > 0 && ` ${t("brands.reads", { words: words.join(", ") })}`} {ready ? "" : t("brands.notReady")}
      </p>
      {data !== undefined && (
        <>
          <Group gap="xs">
            {data.artwork.map(({ file }) => (
              <Artwork
                key={file}
                src={artworkAddress(name, data.version ?? 1, file)}
                alt={t("brands.markOf", { name })}
              />
            ))}
          </Group>
          <EstimateTable estimate={data.estimate} />
          <p className="quiet" style={{ margin: "4px 0" }}>
            {data.versions
              .slice(0, 3)
              .map((each) =>
                t("brands.versionBy", {
                  version: each.version,
                  when: formatWhen(each.created_at),
                  by: each.created_by,
                }),
              )
              .join(" · ")}
          </p>
        </>
      )}
      {data?.candidate != null && (
        <CandidateSection key={data.candidate.version} name={name} candidate={data.candidate} onChange={onChange} />
      )}
      {data?.candidate === null && data.artwork.length < BRAND_ARTWORKS_MAX && (
        <LearnForm name={name} onChange={onChange} />
      )}
      {error !== null && <p role="alert">{error.message}</p>}
      {doing === "change" && <BrandForm name={name} words={words} onDone={done} onCancel={() => setDoing(undefined)} />}
      {doing === "remove" && (
        <Confirmation
          confirm={t("brands.removeConfirm", { name })}
          keep={t("record.keep")}
          loading={isPending}
          onConfirm={() => mutate()}
          onDismiss={() => setDoing(undefined)}
        />
      )}
      {isAdded && doing === undefined && (
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setDoing("change")}>
            {t("brands.newVersion")}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDoing("remove")}>
            {t("brands.remove")}
          </Button>
        </Group>
      )}
    </li>
  );
}
