import { NativeSelect, Switch, TextInput } from "@mantine/core";
import "@mantine/core/styles/Switch.css";
import { t, tn } from "../browser/language/text.ts";
import { verdictLabel } from "../shared-ui/labels.ts";
import type { Rule } from "./bulk-rule.ts";
import classes from "./review-bar.module.css";

interface Props {
  rule: Rule;
  onRule(rule: Rule): void;
  /** How many images the list shows. */
  shown: number;
}

/** The server's limit of images that one call names. */
const NAMED_MAX = 10_000;
const VERDICTS = ["any", "Valid", "Invalid", "Error"] as const;

/** The rule that images have to match. */
export function RuleFields({ rule, onRule, shown }: Props) {
  const change = (part: Partial<Rule>): void => onRule({ ...rule, ...part });
  const percentField = (label: string, name: "from" | "to") => (
    <TextInput
      type="number"
      min={0}
      max={100}
      label={label}
      className={classes["number"]!}
      rightSection="%"
      value={rule[name]}
      onChange={(event) => change({ [name]: Math.min(100, Math.max(0, Number(event.currentTarget.value))) })}
    />
  );
  return (
    <>
      <NativeSelect
        label={t("bulk.which")}
        value={rule.which}
        data={[
          { value: "rule", label: t("bulk.which.rule") },
          ...(shown > NAMED_MAX ? [] : [{ value: "shown", label: tn("bulk.which.shown", shown) }]),
        ]}
        onChange={(event) => change({ which: event.currentTarget.value as Rule["which"] })}
      />
      {rule.which === "rule" && (
        <div className={classes["rule"]}>
          <NativeSelect
            label={t("bulk.verdict")}
            value={rule.verdict}
            data={VERDICTS.map((value) => ({
              value,
              label: value === "any" ? t("bulk.verdict.any") : verdictLabel(value),
            }))}
            onChange={(event) => change({ verdict: event.currentTarget.value as Rule["verdict"] })}
          />
          {percentField(t("bulk.from"), "from")}
          {percentField(t("bulk.to"), "to")}
        </div>
      )}
      <Switch
        label={t("bulk.open")}
        checked={rule.openOnly}
        onChange={(event) => change({ openOnly: event.currentTarget.checked })}
      />
    </>
  );
}
