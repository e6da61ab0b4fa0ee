/**
 * What the function under test answered, by the state of the channel and the amounts: for the boundary programs, which try
 * every pair of the pool in every state, so that a reader who asks about a pair sees what the target did.
 */
import type { Handle, Reservation } from '../../spec/call.ts';
import { lifeAfter } from '../../spec/model.ts';
import type { Life } from '../../spec/model.ts';
import type { Status } from '../../spec/status.ts';
import { wasRefused } from '../execute/trace.ts';
import type { Trace } from '../execute/trace.ts';
import { cellStateOf } from './cells.ts';
import type { CellState } from './cells.ts';

/** With which statuses a pair of amounts was answered on a channel in a state. */
export interface AnswerSeen {
  readonly state: CellState;
  readonly pair: Reservation;
  /** More than one where something besides state and amounts decided. */
  readonly statuses: readonly Status[];
}

export class AnswersSeen {
  readonly #seen = new Map<string, { state: CellState; pair: Reservation; statuses: Set<Status> }>();

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
      } else if (response.kind === 'status') {
        const { mmioMegabytes, mmioMegabytesOptional } = call;
        const state = cellStateOf({ life, endpoint: clients.has(call.channel) ? 'client' : 'server' });
        const key = `${state} ${mmioMegabytes} ${mmioMegabytesOptional}`;
        const row = this.#seen.get(key) ?? {
          state,
          pair: { mmioMegabytes, mmioMegabytesOptional },
          statuses: new Set(),
        };
        row.statuses.add(response.status);
        this.#seen.set(key, row);
      }
    }
  }

  get all(): readonly AnswerSeen[] {
    return [...this.#seen.values()].map((row) => ({ ...row, statuses: [...row.statuses].toSorted((a, b) => a - b) }));
  }
}
