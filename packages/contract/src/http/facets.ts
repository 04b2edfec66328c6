/** Classes of image sizes, by megapixels. */
export const SIZE_CLASSES = ["small", "medium", "large", "huge"] as const;
export type SizeClass = (typeof SIZE_CLASSES)[number];

/** The largest number of megapixels in each class but the last. */
export const SIZE_LIMITS_MP = [0.5, 2, 12] as const;

/** Undefined where the size is not known. */
export function sizeClassOf(width: number | null | undefined, height: number | null | undefined) {
  if (width == null || height == null) return undefined;
  const megapixels = (width * height) / 1e6;
  const index = SIZE_LIMITS_MP.findIndex((limit) => megapixels <= limit);
  return SIZE_CLASSES[index < 0 ? SIZE_LIMITS_MP.length : index];
}

/** Whether an image is in a folder or below it; a web address is in that of its site. */
export const isInFolder = (name: string | undefined, folder: string): boolean =>
  name?.startsWith(`${folder}/`) ?? false;
