/** A chequered ground shows what is transparent. */
const CHEQUERED = "repeating-conic-gradient(#d8d8d8 0% 25%, #ffffff 0% 50%) 50% / 16px 16px";

/** A picture of the mark. */
export function Artwork({ src, alt }: { src: string | undefined; alt: string }) {
  return (
    <img
      src={src}
      alt={alt}
      style={{ height: 72, maxWidth: 180, objectFit: "contain", background: CHEQUERED, borderRadius: 4 }}
    />
  );
}
