/** For child processes: those of every process of the project (`tools/node-flags.mjs`). */
export const NODE_FLAGS = ["--enable-source-maps", "--initial-old-space-size=64"];
