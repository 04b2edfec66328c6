/**
 * How Node runs every process of the product; package.json, the Dockerfile and `inference-process.ts` say the same.
 *
 * V8 takes uploads' and pictures' bytes for a part of its small heap, and looks through all of that, on several threads,
 * each time they fill some megabytes: a tenth of what an upload costs, and 2 ms of a core for an image that is judged.
 * A heap that may begin with 64 MB is looked through when they fill that; a process takes 3 MB more at its peak.
 */
export const NODE_FLAGS = ["--enable-source-maps", "--initial-old-space-size=64"];
