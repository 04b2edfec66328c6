import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { SEARCH_MAX_LENGTH } from "@symphony/contract";
import type { FoundBatch } from "@symphony/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { searchBatches } from "../api/record-calls.ts";
import { batchAddress, showBatch } from "../browser/address.ts";
import { formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { batchTitle } from "../shared-ui/labels.ts";
import { useSettled } from "../browser/use-settled.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import classes from "./batch-search.module.css";

/** Typing pauses for this long before anything is asked. */
const TYPED_AFTER_MS = 300;

/** Finds a batch by what people say of it, or by the name of an image. */
export function BatchSearch() {
  const [text, setText] = useState("");
  const query = useSettled(text.trim(), TYPED_AFTER_MS);
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["search", query],
    queryFn: ({ pageParam, signal }) => searchBatches(query, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    enabled: query !== "",
  });
  const found = data?.pages.flatMap(({ batches }) => batches) ?? [];
  return (
    <section aria-label={t("find.label")}>
      <TextInput
        type="search"
        label={t("find.label")}
        placeholder={t("find.hint")}
        leftSection={<IconSearch size={16} aria-hidden />}
        maxLength={SEARCH_MAX_LENGTH}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {error !== null && <p role="alert">{error.message}</p>}
      {found.length > 0 && (
        <ul className={`card ${classes["list"]}`} aria-label={t("find.found")}>
          {found.map((batch) => (
            <FoundEntry key={batch.batch_id} batch={batch} />
          ))}
        </ul>
      )}
      {query !== "" && data !== undefined && (
        <p className="quiet" role="status">
          {outcome(found.length, data.pages.at(-1)?.searched_to ?? null)}
        </p>
      )}
      {hasNextPage && (
        <Button size="xs" variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
          {t("find.older")}
        </Button>
      )}
    </section>
  );
}

function outcome(found: number, searchedTo: string | null): string {
  if (searchedTo === null) return found === 0 ? t("find.none") : t("find.count", { found });
  const when = formatWhen(searchedTo);
  return found === 0 ? t("find.noneSince", { when }) : t("find.countSince", { found, when });
}

function FoundEntry({ batch }: { batch: FoundBatch }) {
  const { batch_id: id, title, supplier, counts, matching_name: name } = batch;
  const open = (event: React.MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    showBatch(id);
  };
  return (
    <li>
      <a href={batchAddress(id)} onClick={open} className={classes["link"]}>
        <strong>{batchTitle(id, title)}</strong>
        <span className="quiet">
          {[supplier, formatWhen(batch.created_at), name].filter((part) => part !== null).join(" · ")}
        </span>
        <span className="numbers">{t("runs.valid", { valid: counts.valid, total: counts.total })}</span>
        <VerdictBar counts={counts} height={6} />
      </a>
    </li>
  );
}
