import { FileInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { t } from "../../browser/language/text.ts";
import { Artwork } from "./artwork.tsx";

interface Props {
  files: readonly File[];
  isOptional: boolean;
  onChange(files: readonly File[]): void;
}

/** Chooses pictures of the mark, and shows them. */
export function ArtworkField({ files, isOptional, onChange }: Props) {
  const addresses = useAddresses(files);
  return (
    <div style={{ marginBottom: 12 }}>
      <FileInput
        label={t("brands.artwork")}
        description={t(isOptional ? "brands.artworkKept" : "brands.artworkHint")}
        placeholder={t("brands.chooseFiles")}
        maw={420}
        multiple
        clearable
        clearButtonProps={{ "aria-label": t("chosen.clear") }}
        accept=".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml"
        value={[...files]}
        onChange={onChange}
      />
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap", marginTop: 8 }}>
        {files.map(({ name }, nth) => (
          <Artwork key={addresses[nth] ?? name} src={addresses[nth]} alt={name} />
        ))}
      </div>
    </div>
  );
}

/** Addresses by which an image element shows local files; a drawing in such an element runs nothing and loads nothing. */
function useAddresses(files: readonly File[]): readonly string[] {
  const [addresses, setAddresses] = useState<readonly string[]>([]);
  useEffect(() => {
    const made = files.map((file) => URL.createObjectURL(file));
    setAddresses(made);
    return () => made.forEach((each) => URL.revokeObjectURL(each));
  }, [files]);
  return addresses;
}
