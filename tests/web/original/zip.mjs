// A zip of stored files, of which those of equal names fall together, as in the original's front end.
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});
const crc32 = (bytes) => ~bytes.reduce((sum, byte) => (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff], ~0) >>> 0;

/** Numbers of these sizes in bytes, little-endian. */
function fields(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of pairs) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return view.buffer;
}

export async function zipOf(files) {
  const byName = new Map(files.map((file) => [file.name, file]));
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [name, file] of byName) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const path = new TextEncoder().encode(name);
    const common = [
      [2, 20],
      [2, 0x800],
      [2, 0],
      [4, 0],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, path.length],
      [2, 0],
    ];
    parts.push(fields([4, 0x04034b50], ...common), path, bytes);
    directory.push(fields([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), path);
    offset += 30 + path.length + bytes.length;
  }
  const size = new Blob(directory).size;
  const end = fields(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, byName.size],
    [2, byName.size],
    [4, size],
    [4, offset],
    [2, 0],
  );
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
