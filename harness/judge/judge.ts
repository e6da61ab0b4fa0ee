/**
 * A trace judged by the oracle, call by call. The judge keeps the set of states in which each channel may be, so that an
 * answer which the page leaves open rules states out instead of being guessed. Pure.
 */
import { matches } from '../../spec/answer.ts';
import type { AddressRange } from '../../spec/answer.ts';
import type { Call, Handle, Reservation, Response } from '../../spec/call.ts';
import type { ClauseId } from '../../spec/clauses.ts';
import { isAllowed, NO_CHANNEL } from '../../spec/model.ts';
import type { ChannelModel, Life } from '../../spec/model.ts';
import { follow, permitted as theOracle } from '../../spec/oracle.ts';
import type { Choice, ChoiceId, Oracle, Permitted } from '../../spec/oracle.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Capability } from '../target.ts';
import type { Trace } from '../execute/trace.ts';

/** One call that was not answered as permitted. */
export interface Finding {
  readonly outcome: 'fail' | 'deviation';
  readonly clause: ClauseId;
  /** The index of the call in the program, from 0. */
  readonly at: number;
  readonly call: Call;
  readonly saw: Response;
  /** The answers that conform, in the oracle's order. */
  readonly permitted: readonly Permitted[];
  /** The state of the channel before the call; one of those possible where there were several. */
  readonly before: ChannelModel;
}

export interface Judgement {
  readonly outcome: 'pass' | 'deviation' | 'fail';
  /** In program order. A failure is the last: nothing is judged beyond it. */
  readonly findings: readonly Finding[];
  /** The clauses honoured, once a call that honoured them. */
  readonly honoured: readonly { readonly clause: ClauseId; readonly decisive: boolean }[];
  /** Answers to open questions, each with the call that gave it. */
  readonly choices: readonly (Choice & { readonly at: number })[];
  /** How many calls were judged: fewer than there are after a failure, an early end, or a refused allocate or enable. */
  readonly judgedCalls: number;
  /** The life of the channel before each call that was judged. */
  readonly lives: readonly Life[];
}

/** What the model says around one call: the states in which the channel may be before it, and after it. */
export interface JudgedStep {
  readonly at: number;
  readonly before: readonly ChannelModel[];
  readonly after: readonly ChannelModel[];
}

export interface JudgeOptions {
  readonly reading: Reading;
  readonly capabilities: ReadonlySet<Capability>;
  readonly oracle?: Oracle;
  /** Hears of every call that was judged and led on. */
  readonly onStep?: (step: JudgedStep) => void;
}

export function judge(trace: Trace, options: JudgeOptions): Judgement {
  const channels = new Channels(options.capabilities);
  const oracle = options.oracle ?? theOracle;
  const findings: Finding[] = [];
  const honoured: { clause: ClauseId; decisive: boolean }[] = [];
  const choices: (Choice & { at: number })[] = [];
  const count = Math.min(trace.program.length, trace.responses.length);
  const lives: Life[] = [];
  const moved = (at: number, before: readonly ChannelModel[]) =>
    options.onStep?.({ at, before, after: channels.all(trace.program[at]!) });
  for (let at = 0; at < count; at += 1) {
    const call = trace.program[at]!;
    const saw = trace.responses[at]!;
    const possible = channels.possible(call);
    const answers = possible.flatMap((model) => oracle(model, call, options.reading, channels.surroundings(call)));
    if (answers.length === 0) break;
    lives.push(possible[0]!.life);
    const fitting = answers.filter((permit) => matches(permit.answer, saw));
    const conforming = fitting.filter(({ conformance }) => conformance.kind === 'conforms');
    const permitted = answers.filter(({ conformance }) => conformance.kind === 'conforms');
    if (conforming.length > 0) {
      const [first] = conforming as [Permitted, ...Permitted[]];
      for (const clause of first.clauses) honoured.push({ clause, decisive: first.decisive.includes(clause) });
      const choice = choiceMade(conforming, permitted);
      if (choice) {
        if (choices.some(({ id, answer }) => id === choice.id && answer !== choice.answer)) {
          const clause = inconsistent(choice.id, call);
          findings.push({ outcome: 'deviation', clause, at, call, saw, permitted, before: possible[0]! });
        }
        choices.push({ ...choice, at });
      }
      channels.move(call, saw, conforming);
      moved(at, possible);
      continue;
    }
    const before = possible[0]!;
    const [deviation] = fitting;
    if (deviation?.conformance.kind !== 'deviates') {
      const clause = permitted.flatMap(({ clauses }) => clauses)[0];
      if (clause !== undefined) findings.push({ outcome: 'fail', clause, at, call, saw, permitted, before });
      break;
    }
    const { from } = deviation.conformance;
    if (!findings.some(({ clause }) => clause === from)) {
      findings.push({ outcome: 'deviation', clause: from, at, call, saw, permitted, before });
    }
    channels.move(
      call,
      saw,
      fitting.filter(({ conformance }) => conformance.kind === 'deviates' && conformance.from === from),
    );
    moved(at, possible);
  }
  const outcome = findings.at(-1)?.outcome ?? 'pass';
  return { outcome, findings, honoured, choices, judgedCalls: lives.length, lives };
}

/** A choice counts only where the answer tells it: one of several that were open, or one made before. */
function choiceMade(conforming: readonly Permitted[], permitted: readonly Permitted[]): Choice | undefined {
  const choice = conforming[0]?.choice;
  if (choice === undefined || conforming.some((other) => other.choice?.answer !== choice.answer)) return undefined;
  return permitted.some((other) => other.choice?.answer !== choice.answer) ? choice : undefined;
}

/** The clause that an open question answered one way and then the other deviates from. */
export function inconsistent(id: ChoiceId, { kind }: Call): ClauseId {
  if (id !== 'after-disable') return 'refuse.either-code';
  return kind === 'readReservation' ? 'held.after-disable' : 'offer.after-disable';
}

/** Every channel of a program: the states in which it may be, and what its neighbours did. */
class Channels {
  readonly #possible = new Map<Handle, readonly ChannelModel[]>([
    ['null', [NO_CHANNEL.null]],
    ['forged', [NO_CHANNEL.forged]],
  ]);
  readonly #ranges = new Map<Handle, AddressRange>();
  /** The number of the last call on each channel, and of the last call under test on any. */
  readonly #touched = new Map<Handle, number>();
  #lastSet: { readonly channel: Handle; readonly pair: Reservation; readonly at: number } | undefined;
  #calls = 0;
  readonly #offerBytes: boolean;
  readonly #misuse: boolean;

  constructor(capabilities: ReadonlySet<Capability>) {
    this.#offerBytes = capabilities.has('offer-bytes');
    this.#misuse = capabilities.has('misuse');
  }

  all({ channel }: Call): readonly ChannelModel[] {
    return this.#possible.get(channel) ?? [NO_CHANNEL.absent];
  }

  possible({ channel, kind }: Call): readonly ChannelModel[] {
    const models = this.#possible.get(channel) ?? [NO_CHANNEL.absent];
    return this.#misuse ? models : models.filter((model) => isAllowed(model, kind));
  }

  surroundings({ channel }: Call) {
    const last = this.#lastSet;
    const foreign = last && last.channel !== channel && last.at > (this.#touched.get(channel) ?? 0);
    const occupied = [...this.#ranges].filter(([slot]) => slot !== channel).map(([, range]) => range);
    return { occupied, offerBytes: this.#offerBytes, ...(foreign ? { neighbour: last.pair } : {}) };
  }

  move(call: Call, saw: Response, permits: readonly Permitted[]): void {
    this.#calls += 1;
    const models = distinct(permits.map((permit) => follow(permit, saw)));
    // What the guest was given tells nothing of what the server holds, so it rules out none of the states.
    if (call.kind !== 'getMmioSpace') this.#possible.set(call.channel, models);
    if (call.kind === 'setMmioMegabytes') this.#lastSet = { channel: call.channel, pair: call, at: this.#calls };
    if (!isRead(call)) this.#touched.set(call.channel, this.#calls);
    const isOpen = models.some(({ life }) => life === 'open');
    if (saw.kind === 'space' && saw.size > 0n && isOpen) this.#ranges.set(call.channel, saw);
    else if (saw.kind === 'space' || !isOpen) this.#ranges.delete(call.channel);
  }
}

function distinct(models: readonly ChannelModel[]): readonly ChannelModel[] {
  if (models.length === 1) return models;
  return [...new Map(models.map((model) => [JSON.stringify(model), model])).values()];
}

/** A read changes nothing, so it does not come between a channel and what its neighbour did to it. */
function isRead({ kind }: Call): boolean {
  return kind === 'readReservation' || kind === 'readOffer' || kind === 'getMmioSpace';
}
