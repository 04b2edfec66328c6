import { Button, Title } from "@mantine/core";
import type { BatchId, CompareKind, ComparedItem } from "@symphony/contract";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { readComparison } from "../api/hand-on.ts";
import { readRecord } from "../api/record-calls.ts";
import { recordKey } from "../api/record-key.ts";
import { batchAddress } from "../browser/address.ts";
import { formatNumber, formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { batchTitle } from "../shared-ui/labels.ts";
import { ComparedRow } from "./compared-row.tsx";
import classes from "./compare.module.css";
import { kindName, SHOWN_KINDS } from "./kinds.ts";
import { SideBySide } from "./side-by-side.tsx";

const PAGE_SIZE = 50;

interface Props {
  id: BatchId;
  before: BatchId;
}

/** What became of each image since an earlier batch. */
export default function ComparePage({ id, before }: Props) {
  const [kind, setKind] = useState<CompareKind>();
  const [open, setOpen] = useState<number>();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["compare", id, before, kind],
    queryFn: ({ pageParam, signal }) =>
      readComparison(id, before, { kind, cursor: pageParam, limit: PAGE_SIZE }, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next_cursor,
    // The chips stay, and the keyboard with them.
    placeholderData: keepPreviousData,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const opened = open === undefined ? undefined : items[open];
  return (
    <div className={classes["page"]}>
      <Heading id={id} before={before} />
      {error !== null && <p role="alert">{error.message}</p>}
      {data?.pages[0] !== undefined && <KindChips counts={data.pages[0].counts} kind={kind} onKind={setKind} />}
      {data !== undefined && items.length === 0 && <p className="quiet">{t("compare.none")}</p>}
      <ul className={`card ${classes["list"]}`} aria-label={t("compare.list")}>
        {items.map((item: ComparedItem, index) => (
          <ComparedRow
            key={`${item.seq} ${item.other_seq}`}
            id={id}
            before={before}
            item={item}
            onOpen={() => setOpen(index)}
          />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("compare.more")}
        </Button>
      )}
      {opened !== undefined && (
        <SideBySide
          id={id}
          before={before}
          item={opened}
          onStep={(step) => setOpen((at = 0) => Math.min(items.length - 1, Math.max(0, at + step)))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

function Heading({ id, before }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    document.title = `${t("compare.title")} · Symphony`;
  }, []);
  return (
    <header>
      <Title order={1} ref={heading} tabIndex={-1} fz={{ base: 22, sm: 28 }} lh={1.25}>
        {t("compare.title")}
      </Title>
      <p className="quiet">
        <BatchLink id={id} /> {t("compare.since")} <BatchLink id={before} />
      </p>
    </header>
  );
}

/** Equal titles are told apart by their time. */
function BatchLink({ id }: { id: BatchId }) {
  const { data } = useQuery({ queryKey: recordKey(id), queryFn: ({ signal }) => readRecord(id, signal) });
  const name = batchTitle(id, data?.title);
  return <a href={batchAddress(id)}>{data === undefined ? name : `${name}, ${formatWhen(data.created_at)}`}</a>;
}

interface ChipsProps {
  counts: Record<CompareKind, number>;
  kind: CompareKind | undefined;
  onKind(kind: CompareKind | undefined): void;
}

function KindChips({ counts, kind, onKind }: ChipsProps) {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const chips: Array<[CompareKind | undefined, string, number]> = [
    [undefined, t("compare.all"), total],
    ...SHOWN_KINDS.map((each): [CompareKind, string, number] => [each, kindName(each), counts[each]]),
  ];
  return (
    <div className={classes["chips"]} role="group" aria-label={t("compare.show")}>
      {chips.map(([each, name, count]) => (
        <button key={name} type="button" aria-pressed={kind === each} onClick={() => onKind(each)}>
          {name} <span className="numbers">{formatNumber(count)}</span>
        </button>
      ))}
    </div>
  );
}
