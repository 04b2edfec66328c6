import { setImmediate as others } from "node:timers/promises";

/** Bits in which two looks of one picture may differ, of 256. */
const BITS_MAX = 10;
/** A picture with little in it has few bits; of those at most this share may differ. */
const SHARE_MAX = 0.25;
/** Looks that differ in at most 15 bits have one of 16 parts in common, so that only those are compared. */
const PART_BYTES = 2;
/** Looks with a part in common that each is compared with: many share that of an even background. */
const NEIGHBOURS_MAX = 16;
const LOOK_BYTES = 32;

/**
 * Groups looks that are nearly the same, each look by its place: a group has those that are near to another one in it.
 * Bounded: where very many looks share a part, some near ones may be missed. Between two passes others have their turn.
 */
export async function groupLooks(looks: readonly string[]): Promise<number[][]> {
  const bytes = looks.map((look) => Buffer.from(look, "hex"));
  const weights = bytes.map((each) => bitsIn(each));
  const parents = Uint32Array.from(looks, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parents[root] !== root) root = parents[root] as number;
    for (let at = i; parents[at] !== root;) [parents[at], at] = [root, parents[at] as number];
    return root;
  };
  const join = (a: number, b: number): void => {
    const [first, second] = [rootOf(a), rootOf(b)];
    if (first !== second) parents[Math.max(first, second)] = Math.min(first, second);
  };
  const order = Uint32Array.from(looks, (_, i) => i);
  for (let at = 0; at < LOOK_BYTES; at += PART_BYTES) {
    const partOf = (i: number): number => bytes[i]?.readUInt16LE(at) ?? 0;
    // Within a part those with equal looks are beside each other.
    order.sort((a, b) => partOf(a) - partOf(b) || (bytes[a] as Buffer).compare(bytes[b] as Buffer));
    for (let i = 0; i < order.length; i += 1) {
      const a = order[i] as number;
      for (let j = i + 1; j < order.length && j <= i + NEIGHBOURS_MAX; j += 1) {
        const b = order[j] as number;
        if (partOf(a) !== partOf(b)) break;
        const most = Math.min(BITS_MAX, SHARE_MAX * Math.min(weights[a] as number, weights[b] as number));
        if (rootOf(a) !== rootOf(b) && distance(bytes[a] as Buffer, bytes[b] as Buffer) <= most) join(a, b);
      }
    }
    await others();
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < looks.length; i += 1) {
    const group = groups.get(rootOf(i));
    if (group === undefined) groups.set(rootOf(i), [i]);
    else group.push(i);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

const BITS_OF_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length);

const bitsIn = (bytes: Buffer): number => bytes.reduce((sum, byte) => sum + (BITS_OF_BYTE[byte] as number), 0);

function distance(a: Buffer, b: Buffer): number {
  let bits = 0;
  for (let i = 0; i < LOOK_BYTES; i += 1) bits += BITS_OF_BYTE[(a[i] as number) ^ (b[i] as number)] as number;
  return bits;
}
