import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconLoader,
  IconRefresh,
  IconUpload,
  IconX,
} from "@tabler/icons-react";
import { STATE_WORDS } from "./labels.ts";
import type { RowState } from "./labels.ts";
import classes from "./state-badge.module.css";

/** Never by colour alone: every state has its icon and its word. */
const ICONS = {
  uploading: IconUpload,
  waiting: IconClock,
  validating: IconLoader,
  retrying: IconRefresh,
  valid: IconCheck,
  invalid: IconX,
  error: IconAlertTriangle,
};

export function StateBadge({ state }: { state: RowState }) {
  const Icon = ICONS[state];
  return (
    <span className={classes["badge"]} data-state={state}>
      <Icon size={14} stroke={2.4} aria-hidden />
      {STATE_WORDS[state]}
    </span>
  );
}
