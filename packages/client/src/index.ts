export { createSymphonyClient, SymphonyError } from "./client.ts";
export type { ClientOptions, SymphonyClient } from "./client.ts";
export { untilFinished } from "./until-finished.ts";
export type { components, paths } from "./description.ts";
export type { Counts, ListedResult, Problem, Result, ResultsPage, Status, Submitted } from "./description.ts";
