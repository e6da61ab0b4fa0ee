/**
 * What the judge still uses of a program's past, as a finite state that can be told from others: the models in which each
 * channel may be, the ranges that were seen, and how open questions were answered. The judge itself is asked once about each
 * step, on a whole program, and what it said is remembered, so there is no second opinion here.
 *
 * All is told with respect to one clause. What can only decide which of two others is blamed makes no difference.
 */
import type { Call, Endpoint, Response } from '../../../spec/call.ts';
import type { ClauseId } from '../../../spec/clauses.ts';
import { isAllowed, lifeAfter, NO_CHANNEL, ZERO } from '../../../spec/model.ts';
import type { ChannelModel, Life } from '../../../spec/model.ts';
import { decodeOffer } from '../../../spec/offer.ts';
import { permitted } from '../../../spec/oracle.ts';
import type { ChoiceId } from '../../../spec/permitted.ts';
import { judge } from '../../../harness/judge/judge.ts';
import { CAPABILITIES } from '../../../harness/target.ts';
import type { Trace } from '../../../harness/execute/trace.ts';
import { remotenessOf } from './remoteness.ts';
import type { Remoteness } from './remoteness.ts';

const READING = 'documented';
const EVERYTHING = new Set(CAPABILITIES);

/** Steps that lead nowhere: the clause is found broken, or nothing is judged any more. */
export const FOUND = -1;
export const STOPPED = -2;

/** More than there ever are, so that two numbers are one. */
export const JUDGE_STATES_MAX = 2 ** 26;
const CHARACTERS = 2 ** 16;
const LETTERS_MAX = 2 ** 8;

/** A read went wrong, and it is not known which clause speaks: to be begun anew with `attributes`. */
export class AttributionNeeded extends Error {
  override readonly name = 'AttributionNeeded';
}

export interface JudgeMemoryOptions {
  readonly clause: ClauseId;
  /** Calls on slot 0, which stands for each, and on handles that name no channel. */
  readonly alphabet: readonly Call[];
  /** How many channels there are; they are numbered here, whatever their names. */
  readonly channels: number;
  /** Whether a channel may be the first to be allocated that is not the first in the order. */
  readonly inAnyOrder: boolean;
  /** Whether states are told apart by the clause that speaks for what is read. Dear, and seldom needed. */
  readonly attributes: boolean;
}

interface ChannelState {
  /** As a strategy lays a program out: Allocate and Enable are taken to succeed. */
  readonly layout: { readonly life: Life; readonly endpoint: Endpoint };
  /** Where the judge holds it to be. */
  readonly models: readonly ChannelModel[];
  /** Whether a call under test on another channel came after the last event on this one. */
  readonly isForeign: boolean;
}

/** What a step does to the channel, and to the open questions. */
interface Step {
  readonly end: typeof FOUND | typeof STOPPED | 0;
  readonly channel: number;
  readonly choices: number;
  readonly isOpen: boolean;
}

const ABSENT: ChannelState = { layout: NO_CHANNEL.absent, models: [NO_CHANNEL.absent], isForeign: false };
const NO_HANDLE: ChannelState = { layout: NO_CHANNEL.null, models: [], isForeign: false };

/** Numbers for values, by a key. */
class Interned<T> {
  readonly values: T[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  number(key: string, value: () => T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.values.length >= this.#max) throw new Error(`more than ${this.#max} values to tell apart`);
    this.#numbers.set(key, this.values.length);
    return this.values.push(value()) - 1;
  }
}

/** A state is a text of one character a part: the channels, the answers to open questions, and the ranges. */
export class JudgeMemory {
  readonly start: number;
  readonly #options: JudgeMemoryOptions;
  readonly #isAboutSpace: boolean;
  readonly #choiceIds: readonly ChoiceId[];
  readonly #states = new Interned<string>(JUDGE_STATES_MAX);
  readonly #channels = new Interned<ChannelState>(CHARACTERS);
  readonly #choices = new Interned<readonly string[]>(LETTERS_MAX);
  readonly #ranges = new Interned<bigint>(CHARACTERS);
  readonly #responses = new Interned<Response>(CHARACTERS);
  readonly #steps = new Map<number, Step>();
  readonly #stepsAmongRanges = new Map<string, Step>();
  readonly #legal = new Map<number, readonly number[]>();
  readonly #foreign = new Map<number, number>();
  readonly #noHandle: number;
  readonly #remoteness: Remoteness;
  readonly #callsToBreak = new Map<number, number>();

  constructor(options: JudgeMemoryOptions) {
    this.#options = options;
    // Ranges decide about nothing else, and a range of the channel itself not even about that.
    this.#isAboutSpace = options.clause.startsWith('space.');
    this.#choiceIds = choicesOf(options.clause);
    this.#remoteness = remotenessOf(options.clause);
    const absent = this.#channel(ABSENT);
    this.#noHandle = this.#channel(NO_HANDLE);
    const none = this.#choices.number('', () => []);
    this.#ranges.number('', () => 0n);
    const channels = String.fromCharCode(absent).repeat(options.channels);
    const ranges = this.#keepsRanges ? '\0'.repeat(options.channels) : '';
    this.start = this.#state(channels + String.fromCharCode(none) + ranges);
  }

  get #keepsRanges(): boolean {
    return this.#isAboutSpace && this.#options.channels > 1;
  }

  /** The calls that may be made, each as a channel and a letter of the alphabet; handles without a channel go with the first. */
  forEachLegal(state: number, visit: (channel: number, letter: number) => void): void {
    const text = this.#states.values[state]!;
    for (let channel = 0; channel < this.#options.channels; channel += 1) {
      const number = text.charCodeAt(channel);
      for (const letter of this.#legalOn(number)) visit(channel, letter);
      if (number === 0 && !this.#options.inAnyOrder) break;
    }
    const { alphabet } = this.#options;
    for (let letter = 0; letter < alphabet.length; letter += 1) {
      if (typeof alphabet[letter]!.channel !== 'number') visit(0, letter);
    }
  }

  /** A number for what the judge can see of a response. */
  responseNumber(response: Response): number {
    return this.#responses.number(this.#responseKey(response), () => response);
  }

  /** The state after a step, or how it ends. `trace`: a program that leads to the state, and the call. */
  step(state: number, channel: number, letter: number, response: number, trace: () => Trace): number {
    const { alphabet, channels } = this.#options;
    const text = this.#states.values[state]!;
    const call = alphabet[letter]!;
    const onChannel = typeof call.channel === 'number';
    const before = onChannel ? text.charCodeAt(channel) : this.#noHandle;
    const choices = text.charCodeAt(channels);
    const isSpace = call.kind === 'getMmioSpace' && this.#keepsRanges;
    const step = isSpace
      ? this.#stepAmongRanges(text, channel, before, letter, response, choices, trace)
      : this.#stepAlone(before, letter, response, choices, trace);
    if (step.end !== 0) return step.end;
    let following = '';
    for (let other = 0; other < channels; other += 1) {
      const number = text.charCodeAt(other);
      if (onChannel && other === channel) following += String.fromCharCode(step.channel);
      else following += call.kind === 'setMmioMegabytes' ? String.fromCharCode(this.#foreignTo(number)) : text[other]!;
    }
    following += String.fromCharCode(step.choices);
    if (this.#keepsRanges) following += this.#rangesAfter(text.slice(channels + 1), channel, onChannel, step, response);
    return this.#state(following);
  }

  /** How many calls it takes at the least until the clause can be found broken. */
  callsToGo(state: number): number {
    if (this.#remoteness.isAnywhere) return 1;
    const { clause, channels } = this.#options;
    const text = this.#states.values[state]!;
    let fewest = Infinity;
    let fewestWithOther = Infinity;
    // Of two ranges that are not apart one has to be seen before, and each channel takes calls of its own.
    let fewestSeen = Infinity;
    for (let channel = 0; channel < channels; channel += 1) {
      const number = text.charCodeAt(channel);
      const calls = this.#callsToBreakOn(number);
      const seen = this.#keepsRanges && text.charCodeAt(channels + 1 + channel) !== 0 ? 0 : calls;
      fewestWithOther = Math.min(fewestWithOther, fewest + seen, fewestSeen + calls);
      fewest = Math.min(fewest, calls);
      fewestSeen = Math.min(fewestSeen, seen);
    }
    return clause === 'space.disjoint' ? fewestWithOther : fewest;
  }

  #callsToBreakOn(channel: number): number {
    const known = this.#callsToBreak.get(channel);
    if (known !== undefined) return known;
    const { layout, models } = this.#channels.values[channel]!;
    // Where the layout says one thing and the judge another, nothing is sure.
    const isSure = models.every(({ life }) => life === layout.life);
    const calls = isSure ? Math.min(...models.map((model) => this.#remoteness.of(model))) : 1;
    this.#callsToBreak.set(channel, calls);
    return calls;
  }

  #rangesAfter(ranges: string, channel: number, onChannel: boolean, step: Step, response: number): string {
    if (!onChannel) return ranges;
    const saw = this.#responses.values[response]!;
    let range = step.isOpen ? ranges[channel]! : '\0';
    if (saw.kind === 'space') {
      const key = `${saw.address} ${saw.size}`;
      range = step.isOpen && saw.size > 0n ? String.fromCharCode(this.#ranges.number(key, () => saw.size)) : '\0';
    }
    return ranges.slice(0, channel) + range + ranges.slice(channel + 1);
  }

  #stepAlone(before: number, letter: number, response: number, choices: number, trace: () => Trace): Step {
    const key = ((before * LETTERS_MAX + letter) * LETTERS_MAX + choices) * CHARACTERS + response;
    const known = this.#steps.get(key);
    if (known !== undefined) return known;
    const step = this.#ask(before, letter, choices, trace());
    this.#steps.set(key, step);
    return step;
  }

  #stepAmongRanges(
    text: string,
    channel: number,
    before: number,
    letter: number,
    response: number,
    choices: number,
    trace: () => Trace,
  ): Step {
    const ranges = text.slice(this.#options.channels + 1).split('');
    const others = ranges.filter((range, slot) => slot !== channel && range !== '\0');
    const key = [before, letter, choices, response, ...others.map((range) => range.charCodeAt(0))].join(' ');
    const known = this.#stepsAmongRanges.get(key);
    if (known !== undefined) return known;
    const step = this.#ask(before, letter, choices, trace());
    this.#stepsAmongRanges.set(key, step);
    return step;
  }

  /** The judge, on the whole program: only its last call is news. */
  #ask(before: number, letter: number, choices: number, trace: Trace): Step {
    const { clause, alphabet, attributes } = this.#options;
    const last = trace.program.length - 1;
    const call = alphabet[letter]!;
    let after: readonly ChannelModel[] | undefined;
    const judgement = judge(trace, {
      reading: READING,
      capabilities: EVERYTHING,
      onStep: (step) => {
        if (step.at === last) after = step.after;
      },
    });
    const findings = judgement.findings.filter(({ at }) => at === last);
    const isRead = call.kind === 'readReservation' || call.kind === 'readOffer';
    // Whose bytes are wrong while the pair is right does not depend on what came before.
    if (!attributes && isRead && findings.some((finding) => finding.clause !== 'offer.bytes')) {
      throw new AttributionNeeded();
    }
    const ended = { channel: before, choices, isOpen: false };
    if (findings.some((finding) => finding.clause === clause)) return { end: FOUND, ...ended };
    if (after === undefined) return { end: STOPPED, ...ended };
    const lives = after.map(({ life }) => life);
    const isOpen = lives.includes('open');
    if (this.#keepsRanges && isOpen && lives.some((life) => life !== 'open')) {
      throw new Error('ranges of a channel that may or may not be open are not followed');
    }
    const made = judgement.choices.filter(({ id, at }) => at === last && this.#choiceIds.includes(id));
    const answers = new Set(this.#choices.values[choices]!);
    for (const { id, answer } of made) answers.add(`${id} ${answer}`);
    const sorted = [...answers].toSorted();
    return {
      end: 0,
      channel: before === this.#noHandle ? before : this.#channelAfter(before, call, after),
      choices: this.#choices.number(sorted.join(), () => sorted),
      isOpen,
    };
  }

  #channelAfter(before: number, call: Call, models: readonly ChannelModel[]): number {
    const { layout, isForeign } = this.#channels.values[before]!;
    const isRead = ['readReservation', 'readOffer', 'getMmioSpace'].includes(call.kind);
    return this.#channel({
      layout: {
        life: lifeAfter(layout.life, call.kind),
        endpoint: call.kind === 'allocate' ? call.endpoint : layout.endpoint,
      },
      models,
      isForeign: isRead && isForeign,
    });
  }

  #foreignTo(channel: number): number {
    const known = this.#foreign.get(channel);
    if (known !== undefined) return known;
    const state = this.#channels.values[channel]!;
    const foreign = state === ABSENT ? channel : this.#channel({ ...state, isForeign: true });
    this.#foreign.set(channel, foreign);
    return foreign;
  }

  #legalOn(channel: number): readonly number[] {
    const known = this.#legal.get(channel);
    if (known !== undefined) return known;
    const { layout } = this.#channels.values[channel]!;
    const legal = this.#options.alphabet.flatMap(({ kind, channel: handle }, letter) =>
      typeof handle === 'number' && isAllowed(layout, kind) ? [letter] : [],
    );
    this.#legal.set(channel, legal);
    return legal;
  }

  #state(text: string): number {
    return this.#states.number(text, () => text);
  }

  #channel(state: ChannelState): number {
    const { layout, models } = state;
    const signature = this.#options.attributes ? this.#attribution(state) : '';
    const key = [layout.life, layout.endpoint, signature, ...new Set(models.map(modelKey))].join(' | ');
    return this.#channels.number(key, () => state);
  }

  /** What would be said of a read that shows something else: whether the clause would be found broken, and judging go on. */
  #attribution({ models, isForeign }: ChannelState): string {
    const around = { occupied: [], offerBytes: true, ...(isForeign ? { neighbour: ZERO } : {}) };
    const told = models.flatMap((model) =>
      (['readReservation', 'readOffer'] as const).map((kind) => {
        if (!isAllowed(model, kind)) return '';
        const permits = permitted(model, { kind, channel: 0 }, READING, around);
        return permits.map(({ conformance, clauses }) => {
          if (conformance.kind === 'deviates') return conformance.from === this.#options.clause ? 'D' : 'd';
          return clauses[0] === this.#options.clause ? 'C' : 'c';
        });
      }),
    );
    return told.map((each) => [...each].join('')).join();
  }

  #responseKey(response: Response): string {
    switch (response.kind) {
      case 'status':
        return `${response.status}`;
      case 'reservation':
        return `held ${response.mmioMegabytes} ${response.mmioMegabytesOptional}`;
      case 'offer': {
        const pair = `offer ${response.mmioMegabytes} ${response.mmioMegabytesOptional}`;
        if (response.bytes === undefined) return pair;
        const decoded = decodeOffer(response.bytes);
        if (decoded.kind === 'malformed') return `${pair} malformed`;
        return `${pair} as ${decoded.pair.mmioMegabytes} ${decoded.pair.mmioMegabytesOptional}`;
      }
      case 'space':
        // Whatever space is shown, judging goes on, and from the same models.
        return this.#isAboutSpace ? `space ${response.address} ${response.size}` : 'space';
      default:
        return response.kind;
    }
  }
}

/** What of a model decides which answers it permits; a channel that was freed leaves nothing behind but that it was there. */
function modelKey({ life, endpoint, held, offered, afterDisable }: ChannelModel): string {
  if (life === 'freed') return life;
  const pairs = [held, offered].map((pair) => `${pair.mmioMegabytes}/${pair.mmioMegabytesOptional}`);
  return [life, endpoint, ...pairs, afterDisable].join(' ');
}

/** The open questions whose answers can break the clause by differing; how others were answered is never asked again. */
function choicesOf(clause: ClauseId): readonly ChoiceId[] {
  if (clause === 'refuse.either-code') {
    return ['either-code:null', 'either-code:forged', 'either-code:stale', 'either-code:state'];
  }
  return clause === 'held.after-disable' || clause === 'offer.after-disable' ? ['after-disable'] : [];
}

/** Whether a clause can only be told by attribution: those on what is read, but for the bytes of an offer. */
export function isAttributed(clause: ClauseId): boolean {
  return /^(held|offer)\./.test(clause) && clause !== 'offer.bytes';
}
