/** Photos to try the page with; each is loaded when it is asked for. */
const PHOTOS = import.meta.glob<string>("../../../../samples/cooler*.jpg", {
  query: "?url",
  import: "default",
  eager: true,
});

/** The sample photos as if they had been picked. @throws when one cannot be loaded */
export async function readSamplePhotos(): Promise<Array<{ file: File; path: string }>> {
  return Promise.all(
    Object.entries(PHOTOS).map(async ([source, url]) => {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      const name = source.slice(source.lastIndexOf("/") + 1);
      const file = new File([await response.blob()], name, { type: "image/jpeg" });
      return { file, path: `samples/${name}` };
    }),
  );
}

export const SAMPLE_COUNT = Object.keys(PHOTOS).length;
