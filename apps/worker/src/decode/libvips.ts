import sharp from "sharp";

/**
 * The only file that imports sharp. It first blocks all loaders of foreign bytes and then allows those for photo
 * formats: other formats never reach a parser.
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

// Each image is decoded once, so a cache would only take memory. One thread for each image: several worker processes
// run in parallel, and one thread for each core was measured to be the fastest.
sharp.cache(false);
sharp.concurrency(1);

export { sharp };
