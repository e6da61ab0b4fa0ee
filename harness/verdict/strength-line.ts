/** The strength of a run in one line, the same in the terminal and on the page. */

/** As `RunStrength` has it, or a report that was read back. */
type Told =
  | { readonly kind: 'not stated'; readonly why: string }
  | {
      readonly kind: 'measured';
      readonly shown: number;
      readonly of: number;
      readonly more: readonly { readonly claim: readonly string[]; readonly shown: number }[];
    };

export function strengthLine(strength: Told): string {
  if (strength.kind === 'not stated') return `strength not stated: ${strength.why}`;
  const { shown, of, more } = strength;
  const [next] = more;
  const hint = next === undefined ? '' : `; claim ${next.claim.join(', ')} and ${next.shown} more can show`;
  return `would have shown at least ${shown} of ${of} planted faults${hint}`;
}
