import { parseArgs } from "node:util";
import { writeFileSync, readFileSync } from "node:fs";
import { readCascadeFile, stageTypeOf } from "../../apps/worker/src/cascade/cascade-file.ts";
import type { StageConfig } from "../../apps/worker/src/cascade/stage.ts";
import { suppress } from "../../apps/worker/src/cascade/suppress.ts";
import { cutLine } from "../../apps/worker/src/cascade/verify/cut-line.ts";
import { MARGINS, withMargin } from "../../apps/worker/src/cascade/verify/read-proposal.ts";
import { sharpness } from "../../apps/worker/src/cascade/verify/reason.ts";
import { viewsOf } from "../../apps/worker/src/cascade/verify/views.ts";
import { openWordReader } from "../../apps/worker/src/cascade/verify/word-reader.ts";
import { readLabels } from "../eval/labels.ts";
import { markCentre, markWidth, readScene } from "../stress/scenes.ts";
import { STATES } from "../stress/states.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    states: { type: "string" },
    only: { type: "string" },
    out: { type: "string", default: "out.json" },
    window: { type: "string" },
    first: { type: "string" },
    skipTurned: { type: "boolean" },
  },
});
const folder = positionals[0]!;
const cfg = await readCascadeFile("models");
const stages = await Promise.all(
  cfg.stages.filter((s) => s.type === "yolo").map((s) => stageTypeOf("yolo").open(s as never, "models")),
);
const reader = await openWordReader(
  { file: "wordmark-reader.onnx", characters: "wordmark-reader.txt", words: ["symphony"] },
  "models",
);
const cpu = () => {
  const u = process.cpuUsage();
  return (u.user + u.system) / 1000;
};
const rows: unknown[] = [];
let labelled = (await readLabels(folder)).filter(
  ({ label }) => values.only === undefined || values.only.split(",").includes(label),
);
if (values.first) labelled = labelled.slice(0, Number(values.first));
const names = values.states ? values.states.split(",") : Object.keys(STATES);
for (const one of labelled) {
  let scene;
  try {
    scene = await readScene(folder, one, 5120);
  } catch {
    continue;
  }
  if (values.window && scene.corners.length > 0) {
    const [cx, cy] = markCentre(scene.corners)!;
    const { pixels } = scene.image;
    const W = Number(values.window);
    const w = Math.min(W, pixels.width),
      h = Math.min(W, pixels.height);
    const x0 = Math.round(Math.max(0, Math.min(cx - w / 2, pixels.width - w))),
      y0 = Math.round(Math.max(0, Math.min(cy - h / 2, pixels.height - h)));
    const data = new Uint8Array(w * h * 3);
    for (let y = 0; y < h; y++)
      data.set(
        pixels.data.subarray(((y0 + y) * pixels.width + x0) * 3, ((y0 + y) * pixels.width + x0 + w) * 3),
        y * w * 3,
      );
    scene = {
      image: { width: w, height: h, pixels: { data, width: w, height: h } },
      corners: scene.corners.map(([x, y]) => [x - x0, y - y0] as const),
    };
  }
  for (const name of names) {
    const s = await STATES[name]!(scene);
    const c = markCentre(s.corners);
    const t: number[] = [];
    const per = [];
    for (const st of stages) {
      const a = cpu();
      per.push(await st.find(s.image, 2));
      t.push(cpu() - a);
    }
    const all = suppress(per.flat(), 0.45, 20)
      .filter((p) => p.confidence >= 0.08)
      .slice(0, 5);
    const out = [];
    for (const p of all) {
      const b = p.box;
      const hit = c !== undefined && b.x1 - 3 <= c[0] && c[0] <= b.x2 + 3 && b.y1 - 3 <= c[1] && c[1] <= b.y2 + 3;
      const reads = [];
      for (const v of viewsOf(b, 4))
        for (const m of MARGINS) {
          const a = cpu();
          const line = cutLine(s.image.pixels, withMargin(v, m));
          const al = await reader.align(line);
          reads.push([
            Math.round((v.angle * 180) / Math.PI),
            +al.toFixed(3),
            +(cpu() - a).toFixed(1),
            +sharpness(line).toFixed(1),
          ]);
        }
      out.push({
        s: +p.confidence.toFixed(4),
        hit,
        w: b.x2 - b.x1,
        h: b.y2 - b.y1,
        from: per.map((f) => f.some((q) => q.confidence === p.confidence)),
        reads,
      });
    }
    rows.push({
      file: one.file,
      label: one.label,
      state: name,
      mark: markWidth(s.corners),
      size: [s.image.width, s.image.height],
      t,
      best: per.map((f) => f[0]?.confidence ?? 0),
      out,
    });
  }
}
writeFileSync(values.out, JSON.stringify(rows));
