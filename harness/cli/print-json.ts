import { logJson } from '../program/visible.ts';

/** One JSON text on stdout, for `--json`: what else is said goes to stderr. */
export function printJson(value: unknown): void {
  process.stdout.write(`${logJson(value)}\n`);
}
