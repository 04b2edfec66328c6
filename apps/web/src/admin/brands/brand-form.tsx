import { Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { addBrand, changeBrand } from "../../api/brand-calls.ts";
import { t } from "../../browser/language/text.ts";
import { ArtworkField } from "./artwork-field.tsx";
import { TrialFields } from "./trial-fields.tsx";

const RULES_EXAMPLE = '{"min_width_px": 80, "clear_space": 0.5, "max_marks": 1}';

interface Props {
  /** The brand that gets a version; without it a brand is added. */
  name?: string;
  words?: readonly string[];
  onDone(): void;
  onCancel?(): void;
}

/** A name, pictures of the mark and words: what is left out of a new version stays as it was. */
export function BrandForm({ name, words = [], onDone, onCancel }: Props) {
  const [typedName, setTypedName] = useState("");
  const [typedWords, setTypedWords] = useState(words.join(", "));
  const [rules, setRules] = useState("");
  const [threshold, setThreshold] = useState("");
  const [artwork, setArtwork] = useState<readonly File[]>([]);
  const [model, setModel] = useState<File | null>(null);
  const [candidate, setCandidate] = useState(false);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => {
      // A model is always tried first.
      const input = { words: typedWords, artwork, rules, threshold, model, candidate: candidate || model !== null };
      return name === undefined ? addBrand(typedName.trim(), input) : changeBrand(name, input);
    },
    onSuccess() {
      setTypedName("");
      setArtwork([]);
      if (name === undefined) setTypedWords("");
      onDone();
    },
  });
  const isReady = name === undefined ? typedName.trim() !== "" && artwork.length > 0 : true;
  const submit = (event: React.FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} aria-label={name === undefined ? t("brands.add") : t("brands.change", { name })}>
      {name === undefined && (
        <TextInput
          label={t("column.name")}
          maw={420}
          mb="sm"
          value={typedName}
          onChange={(event) => setTypedName(event.currentTarget.value)}
        />
      )}
      <ArtworkField files={artwork} isOptional={name !== undefined} onChange={setArtwork} />
      <TextInput
        label={t("brands.words")}
        description={t("brands.wordsHint")}
        maw={420}
        mb="sm"
        value={typedWords}
        onChange={(event) => setTypedWords(event.currentTarget.value)}
      />
      <TextInput
        label={t("brands.rules")}
        description={t("brands.rulesHint", { example: RULES_EXAMPLE })}
        maw={420}
        mb="sm"
        value={rules}
        onChange={(event) => setRules(event.currentTarget.value)}
      />
      <TextInput
        label={t("threshold.label")}
        description={t("brands.thresholdHint")}
        inputMode="decimal"
        maw={420}
        mb="sm"
        value={threshold}
        onChange={(event) => setThreshold(event.currentTarget.value)}
      />
      {name !== undefined && (
        <TrialFields model={model} onModel={setModel} candidate={candidate} onCandidate={setCandidate} />
      )}
      {error !== null && (
        <p role="alert" style={{ color: "var(--error)" }}>
          {error.message}
        </p>
      )}
      <Group mb="sm">
        <Button type="submit" size="xs" loading={isPending} disabled={!isReady}>
          {t(name === undefined ? "brands.add" : "brands.save")}
        </Button>
        {onCancel !== undefined && (
          <Button size="xs" variant="default" onClick={onCancel}>
            {t("record.discard")}
          </Button>
        )}
      </Group>
      {data !== undefined && <p role="status">{t("brands.added", { name: data.name, version: data.version })}</p>}
    </form>
  );
}
