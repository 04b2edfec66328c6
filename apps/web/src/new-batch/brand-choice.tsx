import { Checkbox, Group } from "@mantine/core";
import "@mantine/core/styles/Checkbox.css";
import { t } from "../browser/language/text.ts";
import { useSignal } from "../browser/use-signal.ts";
import { useBrands } from "../state/brands.ts";
import { useSession } from "../state/use-session.ts";

/** What to look for, where there is a choice. Without one the server looks for the brand of the installation. */
export function BrandChoice() {
  const { draft } = useSession();
  const chosen = useSignal(draft.brands);
  const brands = useBrands();
  if (brands.length < 2) return null;
  const main = brands.find((each) => each.default);
  return (
    <Checkbox.Group
      label={t("brands.choose")}
      description={main === undefined ? undefined : t("brands.chooseHint", { name: main.name })}
      value={[...chosen]}
      onChange={(names) => draft.brands.set(names)}
    >
      <Group mt={6}>
        {brands.map(({ name }) => (
          <Checkbox key={name} value={name} label={name} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
