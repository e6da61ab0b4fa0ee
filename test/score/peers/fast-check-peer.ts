/**
 * The mutants tried by plain `fc.commands` and `fc.modelRun`, as fast-check's guide shows it: a command a call, whose check is
 * that the call is allowed, and a model that is the table.
 */
import fc from 'fast-check';
import { STOP } from './mutant-host.ts';
import type { Job, MutantHost, PeerRun, PeerTable } from './mutant-host.ts';

interface Model {
  state: number;
}

class CallCommand implements fc.Command<Model, MutantHost> {
  readonly input: number;
  readonly #table: PeerTable;

  constructor(input: number, table: PeerTable) {
    this.input = input;
    this.#table = table;
  }

  check({ state }: Readonly<Model>): boolean {
    return this.#table.next[state]![this.input]! >= 0;
  }

  run(model: Model, host: MutantHost): void {
    const response = host.call(this.input);
    // The one way to end a campaign from inside that is no failure.
    if (response === STOP) throw new fc.PreconditionFailure(true);
    const answer = this.#table.output[model.state]![this.input]!;
    if (!this.#table.accepts[answer]!.includes(response)) {
      host.object();
      throw new Error(`${this.input}: ${response}`);
    }
    model.state = this.#table.next[model.state]![this.input]!;
  }

  toString(): string {
    return String(this.input);
  }
}

export function fastCheckVersion(): string {
  return `fast-check ${fc.__version}`;
}

export function runFastCheck(
  host: MutantHost,
  table: PeerTable,
  jobs: readonly Job[],
  constraints: fc.CommandsContraints,
): readonly PeerRun[] {
  const arbitraries = table.next[0]!.map((_, input) => fc.constant(new CallCommand(input, table)));
  const commands = fc.commands(arbitraries, constraints);
  const property = fc.property(commands, (sequence) => {
    host.reset();
    fc.modelRun(() => ({ model: { state: 0 }, real: host }), sequence);
  });
  return jobs.map((job) => {
    host.begin(job);
    fc.check(property, { seed: job.seed, numRuns: 1_000_000, endOnFailure: !job.shrinks });
    return host.end();
  });
}
