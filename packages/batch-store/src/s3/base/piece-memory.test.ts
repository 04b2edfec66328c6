import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { createBucket } from "@symphony/object-storage";
import type { Requests } from "@symphony/object-storage";
import { describeWithBucket } from "../../../fixtures/with-bucket.ts";
import { openObjectStore } from "../s3-batch-store.ts";

const MEGABYTE = 1024 * 1024;
/** What all requests may collect, and what each of them may have beyond it. */
const [ROOM, EACH] = [64 * MEGABYTE, 2 * MEGABYTE];

describeWithBucket("the memory of what is sent to a bucket", (there) => {
  /** A slow bucket, and the most bytes that were sent to it from memory at once. */
  function slow(): { requests: Requests; most: () => number } {
    let [held, most] = [0, 0];
    return {
      most: () => most,
      requests: {
        ...there.requests,
        async put(key, body, options) {
          const size = body instanceof Uint8Array ? body.length : 0;
          held += size;
          most = Math.max(most, held);
          if (size > MEGABYTE / 2) await sleep(300);
          return there.requests.put(key, body, options).finally(() => (held -= size));
        },
      },
    };
  }

  async function* pieces(count: number): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < count; i += 1) yield randomBytes(MEGABYTE / 4);
  }

  test("of many uploads at once is limited, and their bytes come all the same", async () => {
    const { requests, most } = slow();
    const store = await openObjectStore(createBucket(requests, `${randomUUID()}/`), { probe: false });
    const stagings = await Promise.all(Array.from({ length: 3 }, () => store.openStaging()));
    const files = Array.from({ length: 48 }, (_, i) => stagings[i % 3]!.addFile(`${i}.jpg`, pieces(14), 4 * MEGABYTE));
    await Promise.all(files);
    expect(stagings.flatMap((each) => each.files().map(({ size }) => size))).toEqual(
      Array.from({ length: 48 }, () => 3.5 * MEGABYTE),
    );
    expect(most()).toBeLessThanOrEqual(ROOM);
    for (const staging of stagings) await staging.discard();
  });

  test("of many resumable uploads at once is limited, and their bytes come all the same", async () => {
    const { requests, most } = slow();
    const store = await openObjectStore(createBucket(requests, `${randomUUID()}/`), { probe: false });
    const [count, length] = [20, 8 * MEGABYTE];
    const appended = Array.from({ length: count }, async () => {
      const id = randomUUID();
      await store.uploads.create({ id, length, name: "a.zip", metadata: {} });
      return store.uploads.append(id, 0, pieces(32));
    });
    expect(await Promise.all(appended)).toEqual(Array.from({ length: count }, () => length));
    expect(most()).toBeLessThanOrEqual(ROOM + count * EACH);
  });
});
