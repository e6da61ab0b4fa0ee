/**
 * What a process that was started by a worker does of a campaign. A shard only hands over what its programs showed. When all of them have,
 * the last step takes them as one run and looks into its failures, so that each is made small once and not in every shard that met it.
 */
export type Step =
  | { readonly kind: 'shard' }
  /** The reports of the shards lie in this folder. */
  | { readonly kind: 'whole'; readonly folder: string };

const VARIABLE = 'KMCL_CONFORMANCE_STEP';

export function environmentFor(step: Step): NodeJS.ProcessEnv {
  return { [VARIABLE]: JSON.stringify(step) };
}

/** Nothing where nobody started this process for a step: a worker has a channel to it. */
export function ownStep(): Step | undefined {
  const step = process.env[VARIABLE];
  return step === undefined || process.send === undefined ? undefined : (JSON.parse(step) as Step);
}
