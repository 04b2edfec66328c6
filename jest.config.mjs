/** One configuration for the whole workspace: unit tests are beside the code, system tests below tests/. */
export default {
  testEnvironment: "<rootDir>/packages/test-support/src/jest-environment.mjs",
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: {
    "^.+\\.tsx?$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "es6" } },
    ],
  },
  testMatch: [
    "<rootDir>/{apps,packages}/*/src/**/*.test.ts",
    "<rootDir>/tests/**/*.test.ts",
    "<rootDir>/models/{eval,stress,calibration,check}/*.test.ts",
  ],
  modulePathIgnorePatterns: ["/dist/", "<rootDir>/exports/", "<rootDir>/.run/"],
  // Tests wait more than they compute, so two workers keep two cores busy.
  maxWorkers: 2,
  testTimeout: 30_000,
};
