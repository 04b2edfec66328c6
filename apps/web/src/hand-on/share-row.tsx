import { Button } from "@mantine/core";
import type { Share } from "@symphony/contract";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { Confirmation } from "../shared-ui/confirm/confirmation.tsx";

interface Props {
  share: Share;
  asking: boolean;
  pending: boolean;
  onAsk(ask: boolean): void;
  onRevoke(): void;
}

/** A link, and its revocation, which is asked about. */
export function ShareRow({ share, asking, pending, onAsk, onRevoke }: Props) {
  const name = share.label ?? t("share.unnamed");
  return (
    <li>
      <span>
        {name}
        <span className="quiet">
          {" "}
          {t(share.expired ? "share.expired" : "share.until", { name: share.by, when: formatWhen(share.expires_at) })}
        </span>
      </span>
      {asking ? (
        <Confirmation
          question={t("share.revokeText")}
          confirm={t("share.revokeForEver")}
          keep={t("record.keep")}
          loading={pending}
          onConfirm={onRevoke}
          onDismiss={() => onAsk(false)}
        />
      ) : (
        <Button
          size="xs"
          variant="default"
          disabled={pending}
          onClick={() => onAsk(true)}
          aria-label={t("share.revoke.label", { name })}
        >
          {t("share.revoke")}
        </Button>
      )}
    </li>
  );
}
