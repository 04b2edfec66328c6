import { serveJudge } from "./serve-judge.ts";
import type { JudgeSettings } from "./protocol.ts";

await serveJudge(JSON.parse(process.argv[2]!) as JudgeSettings);
