/**
 * The page says "an invalid state, such as Disabled" and calls the function an Init function; KMCL's header says that a
 * channel starts in the disabled state and is configured there. Both cannot be taken at their word, so there are two readings.
 */
export const READINGS = ['documented', 'state-model'] as const;
export type Reading = (typeof READINGS)[number];

export const DEFAULT_READING: Reading = 'documented';

export const READING_GISTS: Readonly<Record<Reading, string>> = {
  documented: 'a channel that was never enabled is in its Init window; one that was disabled is Disabled and refuses',
  'state-model':
    'disabled is the state in which a channel is configured, so a channel disabled again accepts as a fresh one does',
};
