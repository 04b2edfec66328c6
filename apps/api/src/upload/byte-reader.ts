/** Reads a stream by numbers of bytes. */
export interface ByteReader {
  /** Bytes read so far. */
  position: number;
  /** The next bytes, a copy; fewer only at the stream's end. */
  take(bytes: number): Promise<Buffer>;
  /** The same into memory that is there. @returns how many */
  read(target: Uint8Array): Promise<number>;
  /** The next bytes piece by piece, by default all that are left. */
  pieces(bytes?: number): AsyncGenerator<Uint8Array>;
  /** Puts some of the bytes back that were given last, at most that piece's. */
  back(bytes: number): void;
  /** Lets go of the stream, to be called in every case. */
  close(): Promise<void>;
}

/** @param onRead is told of each piece that arrives */
export function openByteReader(stream: AsyncIterable<Buffer>, onRead: (bytes: number) => void): ByteReader {
  const source = stream[Symbol.asyncIterator]();
  let piece: Uint8Array = Buffer.alloc(0);
  let position = 0;

  /** @returns some of the next bytes, at most so many; none at the end */
  const next = async (most: number): Promise<Uint8Array> => {
    while (piece.length === 0) {
      const { done, value } = await source.next();
      if (done) return piece;
      onRead(value.length);
      piece = value;
    }
    const given = piece.subarray(0, most);
    piece = piece.subarray(given.length);
    position += given.length;
    return given;
  };
  const read = async (target: Uint8Array): Promise<number> => {
    let used = 0;
    while (used < target.length) {
      const bytes = await next(target.length - used);
      if (bytes.length === 0) break;
      target.set(bytes, used);
      used += bytes.length;
    }
    return used;
  };

  return {
    get position() {
      return position;
    },
    read,
    async take(bytes) {
      const target = Buffer.alloc(bytes);
      return target.subarray(0, await read(target));
    },
    back(bytes) {
      piece = new Uint8Array(piece.buffer, piece.byteOffset - bytes, piece.length + bytes);
      position -= bytes;
    },
    async close() {
      await source.return?.();
    },
    async *pieces(bytes = Infinity) {
      for (let left = bytes; left > 0;) {
        const given = await next(left);
        if (given.length === 0) return;
        left -= given.length;
        yield given;
      }
    },
  };
}
