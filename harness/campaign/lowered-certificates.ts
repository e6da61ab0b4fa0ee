/**
 * What a search among shorter programs proves where programs leave something to each other: little. It runs its programs one after the
 * other in one process, so that one of them may pass only since others ran before it. Once a run has seen an answer that depends on
 * what ran before, or that did not come again, none of its counterexamples is said to be the shortest there is.
 */
import type { Certificate } from '../minimize/search-shorter.ts';
import type { Unrepeated } from '../target.ts';
import type { Counterexample } from './counterexample.ts';

const BY_SEARCH: ReadonlySet<Certificate> = new Set(['globally shortest', 'shortest over its own calls']);

/** `unrepeated`: what the run saw once. A hang or a broken connection may be the machine's, and says nothing about answers. */
export function loweredCertificates(
  counterexamples: readonly Counterexample[],
  unrepeated: readonly Unrepeated[],
): readonly Counterexample[] {
  const keepsState =
    counterexamples.some(({ history, repeats }) => history !== undefined || !repeats) ||
    unrepeated.some(({ kind }) => kind === 'answer' || kind === 'crash');
  if (!keepsState) return counterexamples;
  return counterexamples.map((one) => {
    const { minimized } = one;
    if (!BY_SEARCH.has(minimized.certificate)) return one;
    return { ...one, minimized: { ...minimized, certificate: '1-minimal' } };
  });
}
