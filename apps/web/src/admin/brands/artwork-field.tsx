import { useEffect, useId, useState } from "react";
import { t } from "../../browser/language/text.ts";
import { Artwork } from "./artwork.tsx";

interface Props {
  files: readonly File[];
  isOptional: boolean;
  onChange(files: readonly File[]): void;
}

/** Chooses pictures of the mark, and shows them. */
export function ArtworkField({ files, isOptional, onChange }: Props) {
  const id = useId();
  const addresses = useAddresses(files);
  return (
    <div style={{ marginBottom: 12 }}>
      <label htmlFor={id}>{t("brands.artwork")}</label>
      <p className="quiet" style={{ margin: "2px 0 6px" }}>
        {t(isOptional ? "brands.artworkKept" : "brands.artworkHint")}
      </p>
      <input
        id={id}
        type="file"
        multiple
        accept=".png,.jpg,.jpeg,.svg,image/png,image/jpeg,image/svg+xml"
        onChange={(event) => onChange([...(event.currentTarget.files ?? [])])}
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
