/** Names in a stored file as this suite knows them. Another version may have had others, which say nothing here. */
import { CLAUSE_IDS } from '../../../spec/clauses.ts';
import { CHOICE_ANSWERS, CHOICE_IDS } from '../../../spec/permitted.ts';
import type { Facts } from '../../campaign/facts.ts';
import { claimsOf } from '../../judge/claims.ts';
import type { Claims } from '../../judge/claims.ts';
import { COLUMNS } from '../../judge/cells.ts';
import { CAPABILITIES } from '../../target.ts';
import type { Capability } from '../../target.ts';
import type { Report } from '../report-schema.ts';

/** The member of a list that a text names. */
export function named<T extends string>(list: readonly T[], text: string | undefined): T | undefined {
  return list.find((one) => one === text);
}

export function knownCapabilities({ capabilities }: Report['target']): readonly Capability[] {
  return CAPABILITIES.filter((capability) => capabilities.includes(capability));
}

export function knownClaims(target: Report['target']): Claims {
  return claimsOf({ ...target, capabilities: knownCapabilities(target) });
}

export function knownChoices(rows: Report['choices']): Facts['choices'] {
  return rows.flatMap((row) => {
    const [id, answer] = [named(CHOICE_IDS, row.id), named(CHOICE_ANSWERS, row.answer)];
    return id === undefined || answer === undefined ? [] : [{ id, answer }];
  });
}

export function knownCells(rows: Report['cells']): Facts['cells'] {
  return rows.flatMap(({ state, call, calls, broken, ended }) => {
    const known = named(COLUMNS, call);
    if (known === undefined) return [];
    const own = CLAUSE_IDS.filter((id) => broken.includes(id));
    return [{ state, call: known, calls, broken: own, ...(ended === undefined ? {} : { ended }) }];
  });
}
