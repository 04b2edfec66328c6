import sharp from "sharp";

/**
 * The one door to sharp. Everything that reads foreign bytes is closed first, then the few loaders
 * for photo formats are opened again: what is not on this list never reaches a parser.
 */
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadNsgifBuffer",
    "VipsForeignLoadTiffBuffer",
    "VipsForeignLoadHeifBuffer",
  ],
});

// Every image is seen once, so a cache only holds memory. One thread an image: parallelism comes from
// having several worker processes, and one thread a core is the fastest layout measured.
sharp.cache(false);
sharp.concurrency(1);

export { sharp };
