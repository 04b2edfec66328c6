import { Checkbox } from "@mantine/core";
import "@mantine/core/styles/Checkbox.css";
import { useId } from "react";
import { t } from "../../browser/language/text.ts";

interface Props {
  model: File | null;
  onModel(model: File | null): void;
  candidate: boolean;
  onCandidate(candidate: boolean): void;
}

/** A trained model, and whether the version is tried first; with a model it always is. */
export function TrialFields({ model, onModel, candidate, onCandidate }: Props) {
  const id = useId();
  return (
    <>
      <div style={{ marginBottom: 12 }}>
        <label htmlFor={id}>{t("brands.model")}</label>
        <p className="quiet" style={{ margin: "2px 0 6px" }}>
          {t("brands.modelHint")}
        </p>
        <input
          id={id}
          type="file"
          accept=".onnx"
          onChange={(event) => onModel(event.currentTarget.files?.[0] ?? null)}
        />
      </div>
      <Checkbox
        mb="sm"
        label={t("candidate.first")}
        checked={candidate || model !== null}
        disabled={model !== null}
        onChange={(event) => onCandidate(event.currentTarget.checked)}
      />
    </>
  );
}
