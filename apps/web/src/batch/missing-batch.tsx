import { Button, Title } from "@mantine/core";
import { IconCloudOff, IconPhotoOff, IconUnlink } from "@tabler/icons-react";
import type { BatchId } from "@symphony/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { showBatch } from "../browser/address.ts";
import { statusKey } from "../state/statuses.ts";
import classes from "./batch-page.module.css";

const KINDS = {
  deleted: {
    icon: IconUnlink,
    title: "This batch is not here",
    text: "Batches are kept for a while after they finish, then they are removed. Or the address is not complete.",
  },
  empty: {
    icon: IconPhotoOff,
    title: "No images have arrived",
    text: "This batch was started, but its upload was not completed. Nothing was checked; send the images again.",
  },
  unreachable: {
    icon: IconCloudOff,
    title: "The server cannot be reached",
    text: "Batches that were uploaded go on without this page. It shows them when the connection is back.",
  },
} as const;

/** Shown instead of a batch that does not exist, has no images or cannot be read. */
export function MissingBatch({ id, kind }: { id: BatchId; kind: keyof typeof KINDS }) {
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [kind]);
  const { icon: Icon, title, text } = KINDS[kind];
  return (
    <div className={`card ${classes["missing"]}`}>
      <Icon size={44} stroke={1.4} aria-hidden className="quiet" />
      <Title order={1} fz={22} ref={heading} tabIndex={-1}>
        {title}
      </Title>
      <p>{text}</p>
      {kind === "unreachable" ? (
        <Button onClick={() => void queries.resetQueries({ queryKey: statusKey(id) })}>Try again</Button>
      ) : (
        <Button onClick={() => showBatch(undefined)}>Start a new batch</Button>
      )}
    </div>
  );
}
