import { parseAllDocuments } from "yaml";

/** The documents of a YAML text; empty ones are left out. */
export const readYaml = <T>(text: string): T[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as T | null)
    .filter((each) => each !== null);
