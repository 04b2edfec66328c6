/**
 * Removes null from the description of requests. Forms send an empty field for a missing value; the schemas accept
 * that, and the generator describes it as null, but callers are to leave the field out.
 */
export function withoutNulls(description: object): object {
  for (const path of Object.values((description as Described).paths ?? {})) {
    for (const operation of Object.values(path)) {
      for (const parameter of operation.parameters ?? []) stripNull(parameter.schema);
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) stripNull(schema);
    }
  }
  return description;
}

interface Described {
  paths?: Record<string, Record<string, Operation>>;
}

interface Operation {
  parameters?: Array<{ schema?: Schema }>;
  requestBody?: { content: Record<string, { schema?: Schema }> };
}

interface Schema {
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

function stripNull(schema: Schema | undefined): void {
  if (schema === undefined) return;
  if (Array.isArray(schema.type)) {
    const types = schema.type.filter((type) => type !== "null");
    schema.type = types.length === 1 ? types[0] : types;
  }
  if (schema.enum !== undefined) schema.enum = schema.enum.filter((value) => value !== null);
  for (const property of Object.values(schema.properties ?? {})) stripNull(property);
  stripNull(schema.items);
}
