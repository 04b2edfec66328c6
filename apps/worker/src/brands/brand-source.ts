import type { BatchBrand, BrandRules } from "@symphony/contract";

/** A brand to look for, with the folder of its cascade.json; one of the installation is known by its name. */
export interface BrandSource extends BatchBrand {
  dir?: string;
  rules?: BrandRules | undefined;
  /** Set where the rules of another brand do not allow it: it changes no verdict. */
  forbidden?: true;
}
