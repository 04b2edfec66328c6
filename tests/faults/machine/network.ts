import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { command } from "./mounts.ts";

/** The only process of this network is at its own end of it, so that the addresses cannot collide. */
const PREFIX = "10.77.0";
const OWN_ADDRESS = `${PREFIX}.1`;
const FIRST_HOST = 10;
const NAMESPACES = ["--pid", "--uts", "--mount", "--fork", "--kill-child", "--mount-proc"];
/** What a network is made in: it ends with its process, however that ends. */
const ENCLOSURE = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
const SAME_NAME = 'hostname symphony; exec "$0" "$@"';

/** A machine of its own, as far as a process can see: network, process ids and host name. All have one host name. */
export interface Host {
  address: string;
  /** Runs a program on it. */
  prefix: readonly string[];
  /** Pulls its network cable, or plugs it in. */
  plug(plugged: boolean): void;
}

export interface Network {
  /** The address of this process in it. */
  address: string;
  addHost(): Host;
}

/** Why hosts cannot be simulated here, or `undefined` when they can. */
export function reasonWithoutHosts(): string | undefined {
  const script =
    "mount -t tmpfs tmpfs /mnt && ip link add host1 type veth peer name eth0 && ip link add hosts type bridge";
  const { status } = spawnSync("unshare", [...ENCLOSURE, "sh", "-c", script]);
  return status === 0 ? undefined : "networks of namespaces can only be made by root, with the programs of iproute2";
}

/** Runs this program again, in a network and a pid namespace that end with it. */
export function runEnclosed(args: readonly string[]): number {
  const { status } = spawnSync("unshare", [...ENCLOSURE, process.execPath, ...process.execArgv, ...args], {
    stdio: "inherit",
  });
  return status ?? 1;
}

/** Only within `runEnclosed`. */
export function openNetwork(): Network {
  mkdirSync("/run/netns", { recursive: true });
  command("mount", "-t", "tmpfs", "tmpfs", "/run/netns");
  ip("link set lo up");
  ip("link add hosts type bridge");
  ip(`addr add ${OWN_ADDRESS}/24 dev hosts`);
  ip("link set hosts up");
  let hosts = 0;
  return {
    address: OWN_ADDRESS,
    addHost() {
      hosts += 1;
      return addHost(`host${hosts}`, `${PREFIX}.${FIRST_HOST + hosts}`);
    },
  };
}

function addHost(name: string, address: string): Host {
  ip(`netns add ${name}`);
  ip(`link add ${name} type veth peer name eth0 netns ${name}`);
  ip(`link set ${name} master hosts up`);
  ip(`-n ${name} addr add ${address}/24 dev eth0`);
  ip(`-n ${name} link set eth0 up`);
  ip(`-n ${name} link set lo up`);
  return {
    address,
    prefix: ["ip", "netns", "exec", name, "unshare", ...NAMESPACES, "sh", "-c", SAME_NAME],
    plug: (plugged) => ip(`link set ${name} ${plugged ? "up" : "down"}`),
  };
}

const ip = (words: string): void => command("ip", ...words.split(" "));
