import { useProviders } from "../onnx/session.ts";
import { serveInspections } from "./serve-inspections.ts";
import type { InferenceSettings } from "./protocol.ts";

const settings = JSON.parse(process.argv[2]!) as InferenceSettings;
useProviders(settings.providers ?? ["cpu"]);
await serveInspections(settings);
