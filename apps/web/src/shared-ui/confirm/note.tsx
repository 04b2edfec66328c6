import { Alert, Button, Group } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { t } from "../../browser/language/text.ts";

interface Props {
  title: string;
  onDismiss(): void;
  /** What else can be done. */
  children?: ReactNode;
}

/** What was done, for people to see. Not an alert: screen readers have read the sentence out already. */
export function Note({ title, onDismiss, children }: Props) {
  return (
    <Alert role="note" color="cyan" variant="outline" icon={<IconInfoCircle aria-hidden />} title={title}>
      <Group gap="sm">
        {children}
        <Button size="xs" variant="default" onClick={onDismiss}>
          {t("notice.dismiss")}
        </Button>
      </Group>
    </Alert>
  );
}
