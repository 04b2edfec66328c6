import { expect, test } from "@jest/globals";
import { mutatedText } from "./mutated-text.ts";
import { MUTATIONS } from "./mutation-list.ts";

test.each(MUTATIONS)('the mutation "$name" still changes its source file', async (mutation) => {
  await expect(mutatedText(mutation)).resolves.toContain(mutation.to);
});
