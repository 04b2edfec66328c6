import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { FoundBatch } from "@symphony/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t, tn } from "../browser/language/text.ts";
import { searchBatches } from "../api/record-calls.ts";
import { batchAddress, showBatch } from "../browser/address.ts";
import { formatWhen } from "../browser/format.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import classes from "./batch-search.module.css";
import { useSettled } from "./use-settled.ts";

/** Finds a batch by what people say of it, or by the name of an image. */
export function BatchSearch() {
  const [text, setText] = useState("");
  const query = useSettled(text.trim());
  const { data, error, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["search", query],
    queryFn: ({ pageParam, signal }) => searchBatches(query, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
    enabled: query !== "",
  });
  const found = data?.pages.flatMap(({ batches }) => batches) ?? [];
  const searchedTo = data?.pages.at(-1)?.searched_to;
  return (
    <section aria-label={t("find.label")}>
      <TextInput
        type="search"
        label={t("find.label")}
        placeholder={t("find.placeholder")}
        leftSection={<IconSearch size={16} aria-hidden />}
        maxLength={200}
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
          {searchedTo == null
            ? tn("find.count", found.length)
            : tn("find.countTo", found.length, { when: formatWhen(searchedTo) })}
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
        <strong>{title ?? t("batch.unnamed", { id: id.slice(0, 8) })}</strong>
        <span className="quiet">
          {[supplier, formatWhen(batch.created_at), name].filter((part) => part !== null).join(" · ")}
        </span>
        <span className="numbers">{t("recent.valid", { valid: counts.valid, total: counts.total })}</span>
        <VerdictBar counts={counts} height={6} />
      </a>
    </li>
  );
}
