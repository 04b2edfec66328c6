import { Button, Group } from "@mantine/core";
import { t } from "../browser/language/text.ts";

interface Props {
  /** Undefined where there is no such page. */
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
}

export function Pager({ onNewer, onOlder }: Props) {
  return (
    <Group mt="sm">
      <Button variant="default" size="xs" disabled={onNewer === undefined} onClick={() => onNewer?.()}>
        {t("pager.newer")}
      </Button>
      <Button variant="default" size="xs" disabled={onOlder === undefined} onClick={() => onOlder?.()}>
        {t("pager.older")}
      </Button>
    </Group>
  );
}
