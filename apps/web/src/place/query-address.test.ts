import { expect, test } from "@jest/globals";
import { EVERYTHING } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";
import { addressOfQuery, queryFromAddress } from "./query-address.ts";

const addressOf = (query: ItemQuery): string =>
  new URLSearchParams(
    Object.entries(addressOfQuery(query)).filter((each): each is [string, string] => each[1] !== undefined),
  ).toString();

test("a query survives the address, whatever its search and folder are", () => {
  const query: ItemQuery = {
    verdict: "Invalid",
    category: "not_an_image",
    decision: "open",
    folder: "all/ä & b",
    size: "large",
    search: "50 % = ?",
    copies: "alike",
    order: "doubt",
  };
  expect(queryFromAddress(new URLSearchParams(addressOf(query)))).toEqual(query);
  expect(addressOf(EVERYTHING)).toBe("");
});

test("what is not understood counts as not there", () => {
  expect(
    queryFromAddress(new URLSearchParams("show=Maybe&order=x&size=&copies=all&error=<b>&decision=constructor")),
  ).toEqual(EVERYTHING);
});
