import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { t } from "../browser/language/text.ts";
import classes from "./viewer.module.css";

interface Props {
  to: "previous" | "next";
  disabled: boolean;
  autoFocus: boolean;
  onClick(): void;
}

/** Shows the previous or the next image. */
export function StepButton({ to, disabled, autoFocus, onClick }: Props) {
  const Icon = to === "previous" ? IconChevronLeft : IconChevronRight;
  return (
    <ActionIcon
      className={classes[to]!}
      variant="default"
      size={44}
      radius="xl"
      aria-label={t(`viewer.${to}`)}
      // Not `disabled`: a button that loses the focus takes the keys of the viewer with it.
      data-disabled={disabled || undefined}
      aria-disabled={disabled}
      onClick={() => disabled || onClick()}
      data-autofocus={autoFocus || undefined}
    >
      <Icon aria-hidden />
    </ActionIcon>
  );
}
