import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { Problem } from "@symphony/contract";

const LIST = "image_paths";
const FIELDS = ["batch_id", "client_id", "webhook_url", "chunkSize"];
/** Of what is skipped: nesting is the one thing about it that is remembered. */
const DEPTH_MAX = 100;

type Fields = Record<string, unknown>;

/**
 * Reads the JSON of a URL list part by part: an object of scalars with one list of texts. Other fields are skipped, so
 * neither their number nor their nesting fills the memory, and no long text blocks the event loop.
 *
 * @throws {Problem} as soon as there are more than `maxItems` URLs, or the text is no such object
 */
export async function readUrlList(text: AsyncIterable<Buffer>, maxItems: number): Promise<Fields> {
  const fields = new Map<string, unknown>();
  const urls: string[] = [];
  const parser = new TokenParser({
    paths: [LIST, `${LIST}.*`, ...FIELDS].map((path) => `$.${path}`),
    keepStack: false,
  });
  parser.onValue = ({ key, value, stack }) => {
    if (stack.length < 2) fields.set(String(key), key === LIST && Array.isArray(value) ? urls : value);
    else addUrl(urls, value, maxItems);
  };
  const tokenizer = new Tokenizer();
  const refuseNesting = createNestingCheck(urls);
  tokenizer.onToken = (token) => {
    refuseNesting(token.token, token.value);
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

function addUrl(urls: string[], value: unknown, maxItems: number): void {
  if (typeof value !== "string") throw new Problem("invalid_request", `${LIST}.${urls.length}: must be a text.`);
  if (urls.length >= maxItems)
    throw new Problem("too_many_items", `A batch takes ${maxItems} URLs; send the rest as another one.`);
  urls.push(value);
}

/** Refuses objects and lists where they would be kept, and a nesting that only fills the memory. */
function createNestingCheck(urls: readonly string[]): (token: TokenType, value: unknown) => void {
  let depth = 0;
  let key: unknown;
  let inList = false;
  const open = (isList: boolean): void => {
    if (depth === 0 && isList) throw new Problem("invalid_request", "Send a JSON object.");
    if (depth === 1) {
      inList = key === LIST && isList;
      if (FIELDS.includes(String(key)) || (key === LIST && !isList))
        throw new Problem("invalid_request", `${String(key)}: must not be an object or a list.`);
    }
    if (depth === 2 && inList) throw new Problem("invalid_request", `${LIST}.${urls.length}: must be a text.`);
    depth += 1;
    if (depth > DEPTH_MAX) throw new Problem("invalid_request", `The body nests more than ${DEPTH_MAX} levels.`);
  };
  return (token, value) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) open(token === TokenType.LEFT_BRACKET);
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    // Of the texts at this level, the one before a bracket is its key.
    else if (token === TokenType.STRING && depth === 1) key = value;
  };
}
