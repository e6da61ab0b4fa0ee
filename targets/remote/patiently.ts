/** A peer that has gone is tried again, less and less often. */
import { RestartFailure } from './transports/restart-transport.ts';

/** How long a peer that was there may be away where it is not given: a listener is up again in that time, a device may not be. */
export const RECONNECT_MS = 5_000;
const WAIT_MS = { first: 25, most: 1_000 };

/** What `attempt` comes to within so many milliseconds; at least one is made. Rejects as the last one did. */
export async function patiently<T>(ms: number, attempt: () => Promise<T>, isOver = () => false): Promise<T> {
  const until = performance.now() + ms;
  for (let waitMs = WAIT_MS.first; ; waitMs = Math.min(WAIT_MS.most, waitMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (isOver() || error instanceof RestartFailure || performance.now() + waitMs > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
