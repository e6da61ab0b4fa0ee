/** The command line asked for something that there is not. Ends the run with exit code 4. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
