/**
 * What the function under test answered, by the state of the channel and the amounts: for the boundary programs, which try
 * every pair of the pool in every state, so that a reader who asks about a pair sees what the target did.
 */
import type { Handle, Reservation } from '../../spec/call.ts';
import { lifeAfter, LIVES } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import type { Status } from '../../spec/status.ts';
import { wasRefused } from '../execute/trace.ts';
import type { Trace } from '../execute/trace.ts';

/** With which statuses a pair of amounts was answered on a channel in a state. */
export interface AnswerSeen {
  readonly life: Life;
  readonly pair: Reservation;
  /** More than one where something besides state and amounts decided. */
  readonly statuses: readonly Status[];
}

export class AnswersSeen {
  readonly #seen = new Map<string, { life: Life; pair: Reservation; statuses: Set<Status> }>();
  #fresh = new Map<string, AnswerSeen>();

  note({ program, responses }: Trace): void {
    const lives = new Map<Handle, Life>([
      ['null', 'null'],
      ['forged', 'forged'],
    ]);
    const clients = new Set<Handle>();
    for (const [at, call] of program.entries()) {
      const response = responses[at];
      if (response === undefined) return;
      const life = lives.get(call.channel) ?? 'absent';
      if (call.kind === 'allocate') {
        if (call.endpoint === 'client') clients.add(call.channel);
        else clients.delete(call.channel);
      }
      if (call.kind !== 'setMmioMegabytes') {
        // A refused allocate or enable leaves the channel in a state that is nobody's promise.
        if (wasRefused(response)) return;
        lives.set(call.channel, lifeAfter(life, call.kind));
      } else if (response.kind === 'status' && !clients.has(call.channel)) {
        const { mmioMegabytes, mmioMegabytesOptional } = call;
        const seen = { life, pair: { mmioMegabytes, mmioMegabytesOptional }, statuses: [response.status] };
        if (this.add(seen)) this.#fresh.set(`${keyOf(seen)} ${response.status}`, seen);
      }
    }
  }

  /** Whether it tells something new. */
  add({ life, pair, statuses }: AnswerSeen): boolean {
    const key = keyOf({ life, pair });
    const row = this.#seen.get(key) ?? { life, pair, statuses: new Set<Status>() };
    const before = row.statuses.size;
    for (const status of statuses) row.statuses.add(status);
    this.#seen.set(key, row);
    return row.statuses.size > before;
  }

  /** What was new since this was last asked. */
  take(): readonly AnswerSeen[] {
    const taken = [...this.#fresh.values()];
    this.#fresh = new Map();
    return taken;
  }

  /** In one order, whatever the order in which they were seen. */
  get all(): readonly AnswerSeen[] {
    const rows = [...this.#seen.values()].map((row) => ({
      ...row,
      statuses: [...row.statuses].toSorted((a, b) => a - b),
    }));
    return rows.toSorted(compareAnswers);
  }
}

function keyOf({ life, pair }: Pick<AnswerSeen, 'life' | 'pair'>): string {
  return `${life} ${pair.mmioMegabytes} ${pair.mmioMegabytesOptional}`;
}

/** By state, then by the amounts. */
export function compareAnswers(a: AnswerSeen, b: AnswerSeen): number {
  return (
    LIVES.indexOf(a.life) - LIVES.indexOf(b.life) ||
    a.pair.mmioMegabytes - b.pair.mmioMegabytes ||
    a.pair.mmioMegabytesOptional - b.pair.mmioMegabytesOptional
  );
}
