import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes } from "@opentelemetry/api";

const EXPORT_EVERY_MS = 2_000;
const TRACES_PATH = "/v1/traces";

/** The traces of a process. Without an endpoint they cost next to nothing. */
export interface Tracing {
  on: boolean;
  /** Sends the remaining spans. */
  close(): Promise<void>;
}

/**
 * Sends traces to an OpenTelemetry collector (OTLP over HTTP). The libraries are loaded only when there is one.
 *
 * @param endpoint the collector's address, e.g. `http://collector:4318`
 */
export async function startTracing(service: string, endpoint: string | undefined): Promise<Tracing> {
  if (endpoint === undefined) return { on: false, close: async () => undefined };
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/sdk-trace-node"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const exporter = new OTLPTraceExporter({ url: endpoint.replace(/\/+$/, "") + TRACES_PATH });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.namespace": "symphony", "service.name": service }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: EXPORT_EVERY_MS })],
  });
  provider.register();
  return { on: true, close: () => provider.shutdown() };
}

/** Runs `work` in a span, as a child of the current one. */
export async function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  return trace.getTracer("symphony").startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Opens a span and runs `run` in it. The returned function ends the span, after callbacks for example. */
export function openSpan(
  name: string,
  run: () => void,
): (name: string, attributes: Attributes, failed: boolean) => void {
  const span = trace.getTracer("symphony").startSpan(name);
  context.with(trace.setSpan(context.active(), span), run);
  return (finalName, attributes, failed) => {
    span.updateName(finalName).setAttributes(attributes);
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
}
