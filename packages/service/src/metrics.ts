import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MetricObjectWithValues, MetricValue } from "prom-client";

export type Labels = Record<string, string>;
type Snapshot = Array<MetricObjectWithValues<MetricValue<string>>>;

/** A process's numbers. Names get the prefix `symphony_`; every series says which process it comes from. */
export interface Metrics {
  /** @returns counts on */
  counter(name: string, help: string, labels?: readonly string[]): (labels?: Labels, by?: number) => void;
  /** @returns notes one measurement */
  histogram(
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly string[],
  ): (value: number, labels?: Labels) => void;
  /** A number that is looked up when it is asked for. */
  gauge(name: string, help: string, look: () => number): void;
  /** All numbers, for another process to show. */
  snapshot(): Promise<string>;
  /** The text Prometheus reads: own numbers, those of other processes' snapshots, and some of the moment. */
  expose(snapshots: readonly string[], moment: readonly Reading[]): Promise<string>;
}

/** Numbers that belong to no process. */
export interface Reading {
  name: string;
  help: string;
  values: ReadonlyArray<{ labels?: Labels; value: number }>;
}

/**
 * How often the delay of the event loop is looked at. By default it is a hundred times a second, for which each process
 * wakes a core that has better things to do: half a percent of it. The quantiles have this time as their floor; how late
 * the loop is shows in `nodejs_eventloop_lag_seconds`.
 */
const LOOK_AT_LOOP_EVERY_MS = 1_000;

/**
 * Left out of what a Node process tells of itself: to count each, everything that is open is made into a list, and a
 * gateway with 5,000 sockets stood still for 15 ms. It counts its sockets itself, and `process_open_fds` the rest.
 */
const LISTINGS = ["handles", "requests", "resources"].flatMap((what) => [
  `nodejs_active_${what}`,
  `nodejs_active_${what}_total`,
]);

const named = (name: string): string => `symphony_${name}`;

export function createMetrics(service: string, process: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service, process });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOK_AT_LOOP_EVERY_MS });
  for (const name of LISTINGS) registry.removeSingleMetric(name);
  const registers = [registry];

  return {
    counter(name, help, labels = []) {
      const counter = new Counter({ name: named(name), help, labelNames: [...labels], registers });
      return (values = {}, by = 1) => counter.inc(values, by);
    },
    histogram(name, help, buckets, labels = []) {
      const histogram = new Histogram({
        name: named(name),
        help,
        buckets: [...buckets],
        labelNames: [...labels],
        registers,
      });
      return (value, values = {}) => histogram.observe(values, value);
    },
    gauge(name, help, look) {
      const gauge: Gauge = new Gauge({ name: named(name), help, registers, collect: () => gauge.set(look()) });
    },
    async snapshot() {
      return JSON.stringify(await registry.getMetricsAsJSON());
    },
    async expose(snapshots, moment) {
      const others = snapshots.map((text) => JSON.parse(text) as Snapshot);
      const all = await AggregatorRegistry.aggregate([
        (await registry.getMetricsAsJSON()) as Snapshot,
        ...others,
      ]).metrics();
      return `${all}\n${await textOf(moment)}`;
    },
  };
}

async function textOf(moment: readonly Reading[]): Promise<string> {
  const registry = new Registry();
  for (const { name, help, values } of moment) {
    const gauge = new Gauge({
      name: named(name),
      help,
      labelNames: Object.keys(values[0]?.labels ?? {}),
      registers: [registry],
    });
    for (const { labels = {}, value } of values) gauge.set(labels, value);
  }
  return registry.metrics();
}
