import { useProviders } from "../onnx/session.ts";
import type { InferenceSettings } from "./protocol.ts";
import { serveInspections } from "./serve-inspections.ts";

const settings = JSON.parse(process.argv[2]!) as InferenceSettings;
useProviders(settings.providers ?? ["cpu"]);
await serveInspections(settings);
