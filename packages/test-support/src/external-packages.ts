/** For processes that tests bundle: our packages inside, as in the product. */
export { externalPackages } from "../../../tools/build.mjs";
