import { expect, test } from "@jest/globals";
import { routes } from "../routes.ts";
import { hasScope, scopeOf } from "./scopes.ts";

test("every route of the API is in the table of scopes", () => {
  const missing = routes.filter(({ method, path }) => !hasScope(method.toUpperCase(), path));
  expect(missing.map(({ method, path }) => `${method.toUpperCase()} ${path}`)).toEqual([]);
});

test("what no table names needs the scope admin, unless it reads", () => {
  expect(scopeOf("GET", "/api/anything")).toBe("read");
  expect(scopeOf("POST", "/api/anything")).toBe("admin");
  expect(scopeOf("POST", "/api/check-logo/batch/")).toBe("submit");
  expect(scopeOf("PUT", "/API/batches/x/items/1/REVIEW")).toBe("review");
});
