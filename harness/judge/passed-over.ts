/**
 * Calls behind an Allocate or Enable that was refused: that is permitted, they are answered in any way, and nothing is shown by them.
 * What is said of a strategy holds only as far as there were none.
 */
import type { Handle, Response } from '../../spec/call.ts';
import { wasRefused, type Trace } from '../execute/trace.ts';
import type { Strategy } from '../generate/generate.ts';
import type { Program } from '../target.ts';
import type { Judgement } from './judge.ts';

/** Of one strategy. */
export class PassedOver {
  #calls = 0;
  #isRefusedAlone = false;
  /** How many of the calls were taken as evidence. */
  #taken = 0;

  begin(): void {
    this.#calls = 0;
    this.#taken = 0;
    this.#isRefusedAlone = false;
  }

  take(): { readonly passedOver: number; readonly isRefusedAlone: boolean } {
    const passedOver = this.#calls - this.#taken;
    this.#taken = this.#calls;
    return { passedOver, isRefusedAlone: this.#isRefusedAlone };
  }

  add({ passedOver, isRefusedAlone }: ReturnType<PassedOver['take']>): void {
    this.#calls += passedOver;
    this.#taken += passedOver;
    this.#isRefusedAlone ||= isRefusedAlone;
  }

  note({ program, responses, end }: Trace, { judgedCalls, outcome }: Judgement, times: number): void {
    if (judgedCalls === program.length || outcome === 'fail' || end.kind !== 'complete') return;
    this.#calls += (program.length - judgedCalls) * times;
    this.#isRefusedAlone ||= refusesAlone(program, responses);
  }

  /** What it adds to what the strategy guarantees. */
  get words(): string {
    return this.#calls > 0 ? ', as far as Allocate and Enable were not refused' : '';
  }

  /** An instance beside others may well be refused a channel of which they have many. */
  told({ instancesAtOnce }: Strategy): { readonly passedOver?: number; readonly isRefusedAlone?: true } {
    if (this.#calls === 0) return {};
    const isRefusedAlone = this.#isRefusedAlone && instancesAtOnce === undefined;
    return { passedOver: this.#calls, ...(isRefusedAlone ? { isRefusedAlone } : {}) };
  }
}

function refusesAlone(program: Program, responses: readonly Response[]): boolean {
  const live = new Set<Handle>();
  for (const [at, { kind, channel }] of program.entries()) {
    if (kind === 'cleanup') live.delete(channel);
    if (kind !== 'allocate') continue;
    if (!wasRefused(responses[at]!)) live.add(channel);
    else if (live.size === 0) return true;
  }
  return false;
}
