/**
 * YAML from strangers. Its parser takes quadratic time over nesting, errors and equal keys, and a few lines of aliases can stand
 * for more values than there is memory, so a text is measured by its tokens before it is parsed.
 */
import { isScalar, Lexer, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { excerpt } from '../program/visible.ts';
import { UsageError } from '../usage-error.ts';

/** Well above a baseline of a thousand waivers. */
const TOKENS_MAX = 50_000;
const DEPTH_MAX = 32;
const INDENT_MAX = 256;
const ALIASES_MAX = 100;

/** A document without errors. Throws `UsageError`, which calls the text `what`. */
export function parseYaml(text: string, what: string): Document {
  const fail = (why: string) => new UsageError(`${what} is no YAML: ${why}`);
  const why = excess(text);
  if (why !== undefined) throw fail(why);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, lineCounter });
  const [error] = document.errors;
  if (error !== undefined) throw fail(`line ${lineCounter.linePos(error.pos[0]).line}: ${excerpt(error.message)}`);
  const repeated = repeatedKey(document);
  if (repeated !== undefined) throw fail(`the key "${excerpt(repeated)}" is there twice`);
  return document;
}

/** The value of a document. Throws `UsageError` where its aliases stand for too much. */
export function valueOf(document: Document, what: string): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX });
  } catch (error) {
    throw new UsageError(`${what} is no YAML: ${excerpt((error as Error).message)}`, { cause: error });
  }
}

function excess(text: string): string | undefined {
  let [tokens, flow, inLine, aliases] = [0, 0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    const [first] = token;
    if (first === '[' || first === '{') flow += 1;
    else if (first === ']' || first === '}') flow = Math.max(0, flow - 1);
    else if (first === '\n' || first === '\r') inLine = 0;
    else if (token === '-' || token === '?' || token === ':') inLine += 1;
    else if (first === '&' || first === '*') aliases += 1;
    else if (first === ' ' && token.length > INDENT_MAX && token.trim() === '') return 'it is indented too far';
    if (flow > DEPTH_MAX || inLine > DEPTH_MAX) return `it is nested more than ${DEPTH_MAX} deep`;
    if (aliases > ALIASES_MAX) return `it has more than ${ALIASES_MAX} anchors and aliases`;
    if (tokens > TOKENS_MAX) return `it has more than ${TOKENS_MAX} tokens`;
  }
  return undefined;
}

/** The parser compares each key with all before it; a set does the same at once. */
function repeatedKey(document: Document): string | undefined {
  let repeated: string | undefined;
  visit(document, {
    Map(_, { items }: YAMLMap) {
      const keys = items.map(({ key }) => String(isScalar(key) ? key.value : key));
      const seen = new Set<string>();
      repeated = keys.find((key) => seen.size === seen.add(key).size);
      return repeated === undefined ? undefined : visit.BREAK;
    },
  });
  return repeated;
}
