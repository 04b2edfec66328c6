import { ActionIcon, Button, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconPlus, IconSun } from "@tabler/icons-react";
import { batchAddress, shownAdmin, shownBatch, showBatch } from "../browser/address.ts";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { ConnectionBadge } from "./connection-badge.tsx";
import classes from "./header.module.css";

const SCHEMES = {
  auto: { icon: IconDeviceDesktop, next: "light" },
  light: { icon: IconSun, next: "dark" },
  dark: { icon: IconMoon, next: "auto" },
} as const;

export function Header() {
  const batchId = useSignal(shownBatch);
  const admin = useSignal(shownAdmin);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { icon: SchemeIcon, next } = SCHEMES[colorScheme];
  const goHome = (event: React.MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    showBatch(undefined);
  };
  return (
    <header className={`no-print ${classes["bar"]}`}>
      <div className={classes["inner"]}>
        <a href={batchAddress(undefined)} onClick={goHome} className={classes["brand"]}>
          <img src="/favicon.svg" alt="" width={28} height={28} />
          <span>Symphony</span>
        </a>
        <div className={classes["tools"]}>
          {!admin && <ConnectionBadge />}
          {batchId !== undefined && (
            <Button
              component="a"
              href={batchAddress(undefined)}
              onClick={goHome}
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} aria-hidden />}
            >
              {t("app.newBatch")}
            </Button>
          )}
          <ActionIcon
            variant="default"
            size={30}
            onClick={() => setColorScheme(next)}
            aria-label={t("app.colours", { now: t(`colours.${colorScheme}`), next: t(`colours.${next}`) })}
            title={t("app.coloursNow", { now: t(`colours.${colorScheme}`) })}
          >
            <SchemeIcon size={16} aria-hidden />
          </ActionIcon>
        </div>
      </div>
    </header>
  );
}
