import NodeEnvironment from "jest-environment-node";

/**
 * onnxruntime checks tensors with `instanceof` against the typed arrays of the outer realm, and a jest sandbox has
 * its own. With the outer ones in the sandbox, tests can use the real runtime.
 */
export default class OuterTypedArrays extends NodeEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const type of [
      ArrayBuffer,
      Uint8Array,
      Int8Array,
      Uint16Array,
      Int16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
    ]) {
      this.global[type.name] = type;
    }
  }
}
