/** One configuration for the whole workspace: unit tests are beside the code, system tests below tests/. */
export default {
  testEnvironment: "<rootDir>/packages/test-support/src/jest/environment.mjs",
  setupFilesAfterEnv: ["<rootDir>/packages/test-support/src/jest/retry-once.mjs"],
  testSequencer: "<rootDir>/packages/test-support/src/jest/long-first.mjs",
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
  // Tests wait as much as they compute: two workers leave a third of two cores idle.
  maxWorkers: 3,
  // Modules of earlier files stay in memory, and collecting garbage in a large heap takes a quarter of all time.
  workerIdleMemoryLimit: "350MB",
  testTimeout: 120_000,
};
