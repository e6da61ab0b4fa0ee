import { TargetFailure } from '../target.ts';

/** The promise's own outcome, or a `timeout` with this message once so much time has gone by. */
export async function withDeadline<T>(running: Promise<T>, deadlineMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TargetFailure('timeout', message)), deadlineMs);
  });
  try {
    return await Promise.race([running, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
