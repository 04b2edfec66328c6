import type { Counts } from "@symphony/contract";
import type { DueMail } from "./gather-mails.ts";
import { leftOutOf, leftOutText } from "./left-out.ts";
import { countCells, heading, link, mailCard, quietLine } from "./mail-html.ts";

/** Of the mail that tells of several batches, made of that of its first one. */
export const digestIdOf = (messageId: string): string => messageId.replace(/@(?=[^@]*$)/, ".digest@");

/** The mail of several finished batches, as text and as HTML: ids, numbers, and the operator's own URL. */
export function composeDigest(
  mails: readonly DueMail[],
  publicUrl: string,
): { subject: string; text: string; html: string } {
  const base = publicUrl.replace(/\/+$/, "");
  const batches = mails.map(({ manifest, final }) => ({
    id: final.batch_id,
    line: [`${final.status}, ${countsText(final.counts)}`, ...leftOutLine(leftOutOf(manifest).count)].join(", "),
    page: `${base}/?batch=${final.batch_id}`,
  }));
  const sum = (of: keyof Counts): number => mails.reduce((total, { final }) => total + final.counts[of], 0);
  const subject = `Symphony: ${mails.length} batches are finished`;
  const headline = `${mails.length} batches with ${sum("total")} images are finished`;
  const text = [headline, ...batches.map(({ id, line, page }) => `Batch ${id}\n  ${line}\n  ${page}`)].join("\n\n");
  const html = mailCard([
    heading(headline, "They ended shortly after each other, so this is one mail."),
    countCells([
      ["Valid", sum("valid")],
      ["Invalid", sum("invalid")],
      ["Error", sum("error")],
    ]),
    ...batches.map(({ id, line, page }) => `${link(page, `Batch ${id}`)}${quietLine(line)}`),
  ]);
  return { subject, text: `${text}\n`, html };
}

const countsText = ({ total, valid, invalid, error }: Counts): string =>
  `${total} ${total === 1 ? "image" : "images"}: ${valid} Valid, ${invalid} Invalid, ${error} Error`;

const leftOutLine = (count: number): string[] => (count === 0 ? [] : [leftOutText(count)]);
