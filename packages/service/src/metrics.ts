import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MetricObjectWithValues, MetricValue } from "prom-client";

export type Labels = Record<string, string>;
type Snapshot = Array<MetricObjectWithValues<MetricValue<string>>>;

/** The metrics of a process. Names get the prefix `symphony_`; every series has a label for its process. */
export interface Metrics {
  /** @returns a function that increments the counter */
  counter(name: string, help: string, labels?: readonly string[]): (labels?: Labels, by?: number) => void;
  /** @returns a function that records a measurement */
  histogram(
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly string[],
  ): (value: number, labels?: Labels) => void;
  /** A value that is read when metrics are collected. */
  gauge(name: string, help: string, read: () => number): void;
  /** All metrics, for another process to expose. */
  snapshot(): Promise<string>;
  /** The Prometheus text of this process, of the snapshots of others, and of further readings. */
  expose(snapshots: readonly string[], readings: readonly Reading[]): Promise<string>;
}

/** A metric that belongs to no process. */
export interface Reading {
  name: string;
  help: string;
  values: ReadonlyArray<{ labels?: Labels; value: number }>;
}

/**
 * Resolution of the event loop's delay. The default wakes a core a hundred times a second in each process, which
 * costs half a percent of it. This is the lower bound of the quantiles; `nodejs_eventloop_lag_seconds` shows the lag.
 */
const EVENT_LOOP_RESOLUTION_MS = 1_000;

/**
 * Default metrics that are left out: they list all open handles to count them, which stalled a gateway with 5,000
 * sockets for 15 ms. The gateway counts its sockets itself, and `process_open_fds` counts the rest.
 */
const EXPENSIVE_DEFAULTS = ["handles", "requests", "resources"].flatMap((kind) => [
  `nodejs_active_${kind}`,
  `nodejs_active_${kind}_total`,
]);

const prefixed = (name: string): string => `symphony_${name}`;

export function createMetrics(service: string, process: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service, process });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_RESOLUTION_MS });
  for (const name of EXPENSIVE_DEFAULTS) registry.removeSingleMetric(name);
  const registers = [registry];

  return {
    counter(name, help, labels = []) {
      const counter = new Counter({ name: prefixed(name), help, labelNames: [...labels], registers });
      return (values = {}, by = 1) => counter.inc(values, by);
    },
    histogram(name, help, buckets, labels = []) {
      const histogram = new Histogram({
        name: prefixed(name),
        help,
        buckets: [...buckets],
        labelNames: [...labels],
        registers,
      });
      return (value, values = {}) => histogram.observe(values, value);
    },
    gauge(name, help, read) {
      const gauge: Gauge = new Gauge({ name: prefixed(name), help, registers, collect: () => gauge.set(read()) });
    },
    async snapshot() {
      return JSON.stringify(await registry.getMetricsAsJSON());
    },
    async expose(snapshots, readings) {
      const others = snapshots.map((text) => JSON.parse(text) as Snapshot);
      const all = await AggregatorRegistry.aggregate([
        (await registry.getMetricsAsJSON()) as Snapshot,
        ...others,
      ]).metrics();
      return `${all}\n${await textOf(readings)}`;
    },
  };
}

async function textOf(readings: readonly Reading[]): Promise<string> {
  const registry = new Registry();
  for (const { name, help, values } of readings) {
    const gauge = new Gauge({
      name: prefixed(name),
      help,
      labelNames: Object.keys(values[0]?.labels ?? {}),
      registers: [registry],
    });
    for (const { labels = {}, value } of values) gauge.set(labels, value);
  }
  return registry.metrics();
}
