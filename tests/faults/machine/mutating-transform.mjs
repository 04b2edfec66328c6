// A jest transform that applies one mutation to the source it is meant for.
import swc from "@swc/jest";

const SWC = { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } };

export default {
  createTransformer({ file, from, to }) {
    const { process, ...rest } = swc.createTransformer(SWC);
    return {
      ...rest,
      process(text, path, options) {
        if (!path.endsWith(file)) return process(text, path, options);
        if (!text.includes(from)) throw new Error(`the mutation no longer matches the text of ${file}`);
        return process(
          text.replace(from, () => to),
          path,
          options,
        );
      },
      // Mutated code must not be taken from the cache, nor get into it for others.
      getCacheKey: (text, path, options) => `${rest.getCacheKey(text, path, options)}-${path.endsWith(file) ? to : ""}`,
    };
  },
};
