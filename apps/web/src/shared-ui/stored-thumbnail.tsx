import type { BatchId } from "@symphony/contract";
import { useState } from "react";
import type { ReactNode } from "react";
import { thumbnailUrl } from "../api/calls.ts";

interface Props {
  id: BatchId;
  seq: number;
  /** The run that brought the file, 0 for the one first sent; without it the newest file. */
  correctedIn?: number | undefined;
  className?: string | undefined;
  /** Shown where none is stored. */
  fallback?: ReactNode;
  /** Drawn over the picture. */
  children?: ReactNode;
}

/** The small picture that the server keeps of an image. */
export function StoredThumbnail({ id, seq, correctedIn, className, fallback = null, children }: Props) {
  const [missing, setMissing] = useState(false);
  if (missing) return fallback;
  return (
    <>
      <img
        className={className}
        src={thumbnailUrl(id, seq, correctedIn)}
        alt=""
        loading="lazy"
        decoding="async"
        onError={() => setMissing(true)}
      />
      {children}
    </>
  );
}
