/** The only file that imports the implementation of tus 1.0, the protocol of resumable uploads (tus.io). */
export { DataStore, Server, Upload } from "@tus/server";
export type { Lock, Locker } from "@tus/server";
