import { useProviders } from "../inference/session.ts";
import { serveJudge } from "./serve-judge.ts";
import type { JudgeSettings } from "./protocol.ts";

const settings = JSON.parse(process.argv[2]!) as JudgeSettings;
useProviders(settings.providers ?? ["cpu"]);
await serveJudge(settings);
