import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconClock,
  IconLoader,
  IconRefresh,
  IconUpload,
  IconX,
} from "@tabler/icons-react";
import { itemStateLabel } from "./labels.ts";
import type { ItemState } from "./labels.ts";
import classes from "./state-badge.module.css";

/** Every state has an icon and a label, because colour alone is not accessible. */
const ICONS = {
  uploading: IconUpload,
  waiting: IconClock,
  validating: IconLoader,
  retrying: IconRefresh,
  loading: IconLoader,
  valid: IconCheck,
  invalid: IconX,
  error: IconAlertTriangle,
  skipped: IconBan,
};

export function StateBadge({ state }: { state: ItemState }) {
  const Icon = ICONS[state];
  return (
    <span className={classes["badge"]} data-state={state}>
      <Icon size={14} stroke={2.4} aria-hidden />
      {itemStateLabel(state)}
    </span>
  );
}
