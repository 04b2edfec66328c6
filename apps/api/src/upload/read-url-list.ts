import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { Problem } from "@symphony/contract";

/** Lists of texts, and what their texts are. */
const LISTS = { image_paths: "URLs", uploads: "uploads", brand: "brands" } as const;
type ListName = keyof typeof LISTS;
const isListName = (key: unknown): key is ListName => typeof key === "string" && Object.hasOwn(LISTS, key);
const FIELDS = ["batch_id", "client_id", "webhook_url", "chunkSize", "source", "left_out"];
/** Of what is skipped: nesting is the one thing about it that is remembered. */
const DEPTH_MAX = 100;

type Fields = Record<string, unknown>;

/**
 * Reads the JSON of a URL list part by part: an object of scalars with lists of texts. Other fields are skipped, so
 * neither their number nor their nesting fills the memory, and no long text blocks the event loop.
 *
 * @throws {Problem} as soon as a list has more than `maxItems` texts, or the text is no such object
 */
export async function readUrlList(text: AsyncIterable<Buffer>, maxItems: number): Promise<Fields> {
  const fields = new Map<string, unknown>();
  const lists: Record<ListName, string[]> = { image_paths: [], uploads: [], brand: [] };
  const parser = new TokenParser({
    paths: [...Object.keys(LISTS).flatMap((list) => [list, `${list}.*`]), ...FIELDS].map((path) => `$.${path}`),
    keepStack: false,
  });
  parser.onValue = ({ key, value, stack }) => {
    if (stack.length < 2) fields.set(String(key), isListName(key) && Array.isArray(value) ? lists[key] : value);
    else addText(lists, nesting.list(), value, maxItems);
  };
  const tokenizer = new Tokenizer();
  const nesting = createNestingCheck(lists);
  tokenizer.onToken = (token) => {
    nesting.check(token.token, token.value);
    parser.write(token);
  };
  tokenizer.onError = parser.onError = raise;
  try {
    for await (const part of text) tokenizer.write(part);
    if (!tokenizer.isEnded) tokenizer.end();
    if (!parser.isEnded) throw new Error("the text is cut off");
  } catch (error) {
    if (error instanceof Problem || (error instanceof Error && "syscall" in error)) throw error;
    throw new Problem("invalid_request", "The body is not valid JSON.", { cause: error });
  }
  return Object.fromEntries(fields);
}

const raise = (error: Error): never => {
  throw error;
};

function addText(lists: Record<ListName, string[]>, list: ListName | undefined, value: unknown, maxItems: number) {
  if (list === undefined) return;
  const texts = lists[list];
  if (typeof value !== "string") throw new Problem("invalid_request", `${list}.${texts.length}: must be a text.`);
  if (texts.length >= maxItems)
    throw new Problem("too_many_items", `A batch takes ${maxItems} ${LISTS[list]}; send the rest as another one.`);
  texts.push(value);
}

/** Refuses objects and lists where they would be kept, and a nesting that only fills the memory. */
function createNestingCheck(lists: Readonly<Record<ListName, readonly string[]>>) {
  let depth = 0;
  let key: unknown;
  let list: ListName | undefined;
  const open = (isList: boolean): void => {
    if (depth === 0 && isList) throw new Problem("invalid_request", "Send a JSON object.");
    if (depth === 1) {
      list = isListName(key) && isList ? key : undefined;
      if (FIELDS.includes(String(key)) || (isListName(key) && !isList))
        throw new Problem("invalid_request", `${String(key)}: must not be an object or a list.`);
    }
    if (depth === 2 && list !== undefined)
      throw new Problem("invalid_request", `${list}.${lists[list].length}: must be a text.`);
    depth += 1;
    if (depth > DEPTH_MAX) throw new Problem("invalid_request", `The body nests more than ${DEPTH_MAX} levels.`);
  };
  return {
    /** The list whose texts are being read. */
    list: (): ListName | undefined => list,
    check(token: TokenType, value: unknown): void {
      if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) open(token === TokenType.LEFT_BRACKET);
      else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
      // Of the texts at this level, the one before a bracket is its key.
      else if (token === TokenType.STRING && depth === 1) key = value;
    },
  };
}
