/** One jest for the whole workspace: unit tests beside the code, flows under tests/. */
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
    "<rootDir>/models/{eval,stress,calibration}/*.test.ts",
  ],
  modulePathIgnorePatterns: ["/dist/", "<rootDir>/exports/", "<rootDir>/.run/"],
  // Tests wait more than they compute: two files at a time keep two cores busy.
  maxWorkers: 2,
  testTimeout: 30_000,
};
