/** All stage types. A new one is a folder beside these and one line here. */
export { artwork } from "./artwork/index.ts";
export { verify } from "./verify/index.ts";
export { wordmark } from "./wordmark/index.ts";
export { yolo } from "./yolo/index.ts";
