import type { ListedBrand } from "@symphony/contract";
import { useQuery } from "@tanstack/react-query";
import { readBrands } from "../api/brand-calls.ts";

export const BRANDS_KEY = ["brands"];

/** The brands that a batch can name; none until they are read. */
export function useBrands(): readonly ListedBrand[] {
  return useQuery({ queryKey: BRANDS_KEY, queryFn: ({ signal }) => readBrands(signal) }).data ?? [];
}
