import NodeEnvironment from "jest-environment-node";

/**
 * onnxruntime checks tensors with `instanceof` against the outer realm's typed arrays; a jest sandbox
 * has its own. Handing the outer ones in makes the real runtime usable in tests.
 */
export default class RealTypedArrays extends NodeEnvironment {
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
