/** A number with its noun: `1 call`, `2 calls`, `3 crashes`. */
import { withThousands } from './with-thousands.ts';

export function counted(count: number, noun: string): string {
  const plural = noun.endsWith('sh') ? `${noun}es` : `${noun}s`;
  return `${withThousands(count)} ${count === 1 ? noun : plural}`;
}
