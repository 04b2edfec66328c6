import { Checkbox, FileInput } from "@mantine/core";
import "@mantine/core/styles/Checkbox.css";
import { t } from "../../browser/language/text.ts";

interface Props {
  model: File | null;
  onModel(model: File | null): void;
  candidate: boolean;
  onCandidate(candidate: boolean): void;
}

/** A trained model, and whether the version is tried first; with a model it always is. */
export function TrialFields({ model, onModel, candidate, onCandidate }: Props) {
  return (
    <>
      <FileInput
        label={t("brands.model")}
        description={t("brands.modelHint")}
        placeholder={t("brands.chooseFile")}
        maw={420}
        mb="sm"
        clearable
        clearButtonProps={{ "aria-label": t("chosen.clear") }}
        accept=".onnx"
        value={model}
        onChange={onModel}
      />
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
