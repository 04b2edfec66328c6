import { Alert } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readBrands } from "../../api/brand-calls.ts";
import { t } from "../../browser/language/text.ts";
import { BRANDS_KEY } from "../../state/brands.ts";
import { BrandCard } from "./brand-card.tsx";
import { BrandForm } from "./brand-form.tsx";

/** Adds, changes and removes the brands that a batch can name. */
export function BrandsSection() {
  const queries = useQueryClient();
  const { data: brands = [], error } = useQuery({ queryKey: BRANDS_KEY, queryFn: ({ signal }) => readBrands(signal) });
  const refresh = (): void => {
    void queries.invalidateQueries({ queryKey: BRANDS_KEY });
    void queries.invalidateQueries({ queryKey: ["admin", "brand"] });
  };
  return (
    <>
      <BrandForm onDone={refresh} />
      {error !== null && <Alert color="red">{error.message}</Alert>}
      <ul aria-label={t("brands.list")} style={{ listStyle: "none", padding: 0 }}>
        {brands.map((brand) => (
          <BrandCard key={brand.name} brand={brand} onChange={refresh} />
        ))}
      </ul>
    </>
  );
}
