import classes from "./progress-card.module.css";

interface Props {
  name: string;
  value: string;
  hint?: string | undefined;
  tone?: "valid" | "invalid" | "error";
}

export function Stat({ name, value, hint, tone }: Props) {
  return (
    <div className={classes["stat"]} data-tone={tone}>
      <dt>
        {name}
        {hint !== undefined && <span className={classes["hint"]}>{hint}</span>}
      </dt>
      <dd className="numbers">{value}</dd>
    </div>
  );
}
