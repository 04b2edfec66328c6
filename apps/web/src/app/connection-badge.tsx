import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useSession } from "../state/use-session.ts";
import classes from "./connection.module.css";

export function ConnectionBadge() {
  const state = useSignal(useSession().connection);
  return (
    <span className={classes["badge"]} data-state={state} title={t(`connection.${state}.title`)}>
      <span className={classes["dot"]} aria-hidden />
      <span className={classes["label"]}>{t(`connection.${state}`)}</span>
    </span>
  );
}
