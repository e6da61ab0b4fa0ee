/** Of a run that would have tried nothing. A part of a run says it too, where there are more parts than programs. */
export const NOTHING_SELECTED = 'no program was selected: nothing was tried';

/** The command line asked for something that there is not. Ends the run with exit code 4. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
