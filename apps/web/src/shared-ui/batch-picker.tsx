import { NativeSelect, TextInput } from "@mantine/core";
import type { BatchId } from "@symphony/contract";
import { useEffect, useState } from "react";
import { decodeBatchAddress } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { recentBatches } from "../browser/recent-batches.ts";
import { useSignal } from "../browser/use-signal.ts";
import { batchTitle } from "./labels.ts";

const OTHER = "";

interface Props {
  label: string;
  /** A batch that cannot be chosen. */
  except?: BatchId;
  onChange(id: BatchId | undefined): void;
}

/** Chooses a batch, of those that this browser knows or by its link. */
export function BatchPicker({ label, except, onChange }: Props) {
  const recent = useSignal(recentBatches).filter((each) => each.id !== except);
  const [chosen, setChosen] = useState<string>(recent[0]?.id ?? OTHER);
  const [link, setLink] = useState("");
  const picked = chosen === OTHER ? batchIn(link) : chosen;
  const id = picked === except ? undefined : picked;
  useEffect(() => onChange(id), [id, onChange]);
  const problem = chosen === OTHER && link.trim() !== "" && id === undefined ? whyNot(picked) : undefined;
  return (
    <>
      <NativeSelect
        label={label}
        value={chosen}
        data={[
          ...recent.map(({ id: value, title }) => ({ value, label: batchTitle(value, title) })),
          { value: OTHER, label: t("compare.byLink") },
        ]}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {chosen === OTHER && (
        <TextInput
          label={t("compare.link")}
          maw={420}
          error={problem !== undefined}
          value={link}
          onChange={(event) => setLink(event.currentTarget.value)}
        />
      )}
      {problem !== undefined && (
        // Below the row that the fields are in.
        <p role="alert" style={{ flexBasis: "100%", order: 1, margin: 0, fontSize: 14, color: "var(--error)" }}>
          {problem}
        </p>
      )}
    </>
  );
}

/** The batch of an address of this page, or of an id alone. */
function batchIn(text: string): BatchId | undefined {
  const query = text.includes("?") ? text.slice(text.indexOf("?")) : `?batch=${text.trim()}`;
  return decodeBatchAddress(query);
}

/** Why nothing can be chosen by what was typed. */
const whyNot = (picked: BatchId | undefined): string =>
  picked === undefined ? t("compare.noBatch", { example: `${location.origin}/?batch=…` }) : t("compare.sameBatch");
