import type { Facts } from '../harness/campaign/facts.ts';
import { gate } from '../harness/verdict/gate.ts';

const COSTS: ReadonlySet<string> = new Set(['spentPrograms', 'spentCalls', 'certifyingCalls', 'searchCalls']);

/** Facts and their verdict as text, but for what a clock says, and for what parts alone have. */
export function plainFacts(facts: Facts): string {
  const shown = (key: string, value: unknown) => {
    if (key === 'part' || key === 'durationMs' || key === 'shard') return undefined;
    // What was tried on the way depends on what was found before it.
    if (COSTS.has(key)) return undefined;
    // In how many programs a hint held depends on what was tried before it, and docs/ci.md says so.
    if (key === 'hint') return { ...(value as object), programs: undefined };
    return typeof value === 'bigint' ? String(value) : value;
  };
  return JSON.stringify({ facts, gated: gate(facts).verdict }, shown, 1);
}
