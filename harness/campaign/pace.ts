/**
 * How long programs take on a target, learnt from those that ran: so much for each program, and so much for each of its calls. On a slow
 * link it is the programs that cost, on a slow device the calls.
 */

export interface Extent {
  readonly programs: number;
  readonly calls: number;
}

/** Shorter stretches tell more of the machine's moods than of the target. */
const STRETCH_MS = 250;
/** How much the calls of a program must differ, in parts of one, before the two costs can be told apart. */
const SPREAD_MIN = 0.01;

export class Pace {
  readonly #clock: () => number;
  #last: { readonly at: number; readonly programs: number; readonly calls: number };
  #isWarm = false;
  /** Sums over the stretches of all products of programs, calls and milliseconds: what least squares need. */
  readonly #sums = { pp: 0, pc: 0, cc: 0, pt: 0, ct: 0, calls: 0, ms: 0 };

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#last = { at: clock(), programs: 0, calls: 0 };
  }

  /** So many programs and calls were made by now, in all. */
  note({ programs, calls }: Extent): void {
    const at = this.#clock();
    const ms = at - this.#last.at;
    if (ms < STRETCH_MS) return;
    const p = programs - this.#last.programs;
    const c = calls - this.#last.calls;
    this.#last = { at, programs, calls };
    // The first stretch is that of connecting, loading and compiling.
    if (!this.#isWarm) {
      this.#isWarm = true;
      return;
    }
    const sums = this.#sums;
    sums.pp += p * p;
    sums.pc += p * c;
    sums.cc += c * c;
    sums.pt += p * ms;
    sums.ct += c * ms;
    sums.calls += c;
    sums.ms += ms;
  }

  get isKnown(): boolean {
    return this.#sums.calls > 0;
  }

  /** How long so much will take, in milliseconds. */
  ms({ programs, calls }: Extent): number {
    const { perProgram, perCall } = this.#costs();
    return perProgram * programs + perCall * calls;
  }

  #costs(): { readonly perProgram: number; readonly perCall: number } {
    const { pp, pc, cc, pt, ct, calls, ms } = this.#sums;
    const spread = pp * cc - pc * pc;
    if (spread <= SPREAD_MIN * pp * cc) return { perProgram: 0, perCall: ms / calls };
    const perProgram = (pt * cc - ct * pc) / spread;
    const perCall = (ct * pp - pt * pc) / spread;
    if (perProgram < 0) return { perProgram: 0, perCall: ct / cc };
    if (perCall < 0) return { perProgram: pt / pp, perCall: 0 };
    return { perProgram, perCall };
  }
}
