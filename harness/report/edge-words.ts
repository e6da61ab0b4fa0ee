/** What is said of the edges of a library that notes them: how many were reached, and where the others are. */
import type { EdgeFacts } from '../campaign/facts.ts';
import { withThousands } from '../program/with-thousands.ts';
import { shellCommand } from './replay-command.ts';

/** So many functions are named, and so many addresses given to look up. */
const FUNCTIONS_MAX = 5;
const ADDRESSES_MAX = 3;

/** One line. An edge that only a crash or a hang came to counts as not reached. */
export function edgesLine({ reached, unreached }: EdgeFacts): string {
  if (unreached === undefined)
    return `${withThousands(reached)} reached; how many there are is not known: its symbols were stripped, or it has none`;
  const all = withThousands(reached + unreached.length);
  if (unreached.length === 0) return `all ${all} reached`;
  const functions = unreachedByFunction(unreached);
  const shown = functions.slice(0, FUNCTIONS_MAX).map(([symbol, addresses]) => `${symbol} ${addresses.length}`);
  const more = functions.length > shown.length ? ', ...' : '';
  return `${withThousands(reached)} of ${all} reached by programs that came to an end; not reached: ${shown.join(', ')}${more}`;
}

/** Those with the most left come first; then by where they are. The functions of the adapter, which are named for it, come last. */
function unreachedByFunction(unreached: NonNullable<EdgeFacts['unreached']>): readonly [string, readonly number[]][] {
  const functions = new Map<string, number[]>();
  for (const { address, symbol = 'no function' } of unreached) {
    const addresses = functions.get(symbol) ?? [];
    addresses.push(address);
    functions.set(symbol, addresses);
  }
  const isAdapter = (symbol: string) => Number(symbol.startsWith('kmcl_'));
  return [...functions].toSorted(([a, left], [b, right]) => isAdapter(a) - isAdapter(b) || right.length - left.length);
}

/** Shows the source of the first edges that were not reached; nothing where there are none, or no file to look into. */
export function lookUpCommand(target: string, { unreached = [] }: EdgeFacts): string | undefined {
  const library = /^native:(.+)$/.exec(target)?.[1];
  if (library === undefined || unreached.length === 0) return undefined;
  const [first] = unreachedByFunction(unreached);
  // The address of an edge is behind the call that notes it, which may be the next line already.
  const addresses = first![1].slice(0, ADDRESSES_MAX).map((address) => `0x${(address - 1).toString(16)}`);
  return shellCommand(['addr2line', '-fpe', library, ...addresses]);
}
