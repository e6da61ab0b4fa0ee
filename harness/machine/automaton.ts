/**
 * The oracle tabulated as a finite Mealy machine: one channel, a finite list of calls, and every open question answered one
 * way, as a deterministic implementation answers it. Partial, since a call that KMCL does not allow is never made.
 * It says nothing that the oracle does not say; a test compares the two on every cell.
 */
import type { Answer } from '../../spec/answer.ts';
import { PLAIN_KINDS } from '../../spec/call.ts';
import type { Call, Reservation, SetMmioMegabytes } from '../../spec/call.ts';
import { isAllowed, NO_CHANNEL, samePair } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { permitted } from '../../spec/oracle.ts';
import type { Choice, ChoiceId, Permitted } from '../../spec/permitted.ts';
import type { Reading } from '../../spec/readings.ts';

/** How an implementation answers what nothing decides. */
export type Profile = Readonly<Record<ChoiceId, Choice['answer']>>;

export const DEFAULT_PROFILE: Profile = {
  'either-code:null': 'channel-first',
  'either-code:forged': 'channel-first',
  'either-code:stale': 'channel-first',
  'either-code:state': 'channel-first',
  'after-disable': 'kept',
};

/**
 * The pairs that the machine's inputs carry: one of each class that the clauses tell apart, the amounts all different, so that
 * what flows where it should not is seen. The sum of the last one is zero in 16 bits.
 */
export const ABSTRACT_PAIRS: readonly Reservation[] = [
  { mmioMegabytes: 0, mmioMegabytesOptional: 0 },
  { mmioMegabytes: 1, mmioMegabytesOptional: 0 },
  { mmioMegabytes: 0, mmioMegabytesOptional: 3 },
  { mmioMegabytes: 4, mmioMegabytesOptional: 5 },
  { mmioMegabytes: 2, mmioMegabytesOptional: 65534 },
];

export interface Automaton {
  readonly reading: Reading;
  readonly profile: Profile;
  /** The input alphabet, on slot 0 and the two handles that name no channel. */
  readonly inputs: readonly Call[];
  /** A model for each state; the first is the start, to which nothing is bound. */
  readonly states: readonly ChannelModel[];
  /** `states.length * inputs.length` cells: the state that follows, or -1 where the call is not allowed. */
  readonly next: Int16Array;
  /** The same cells: the index into `answers`, or -1. */
  readonly output: Int16Array;
  readonly answers: readonly Answer[];
}

/** The calls of the abstract alphabet. Those that a target does not claim are for the caller to leave out. */
export function abstractInputs(): readonly Call[] {
  const set = (channel: SetMmioMegabytes['channel'], pair: Reservation): Call => ({
    kind: 'setMmioMegabytes',
    channel,
    ...pair,
  });
  return [
    { kind: 'allocate', channel: 0, endpoint: 'server' },
    { kind: 'allocate', channel: 0, endpoint: 'client' },
    ...ABSTRACT_PAIRS.map((pair) => set(0, pair)),
    ...PLAIN_KINDS.map((kind) => ({ kind, channel: 0 }) as const),
    set('null', ABSTRACT_PAIRS[1]!),
    set('forged', ABSTRACT_PAIRS[1]!),
  ];
}

export interface TabulateOptions {
  readonly reading: Reading;
  readonly profile?: Profile;
  /** Which calls are asked of a channel in a state; those that KMCL does not allow never are. All others where absent. */
  readonly isAsked?: (state: ChannelModel, input: Call) => boolean;
}

/** Tabulates what can be reached by `inputs` from a slot to which nothing is bound. */
export function tabulate(inputs: readonly Call[], options: TabulateOptions): Automaton {
  const { reading, profile = DEFAULT_PROFILE, isAsked = () => true } = options;
  const states: ChannelModel[] = [NO_CHANNEL.absent];
  const indices = new Map([[stateKey(NO_CHANNEL.absent), 0]]);
  const answers: Answer[] = [];
  const answerIndices = new Map<string, number>();
  const next: number[] = [];
  const output: number[] = [];
  for (let state = 0; state < states.length; state += 1) {
    for (const input of inputs) {
      const permit = isAsked(states[state]!, input) ? resolved(states[state]!, input, reading, profile) : undefined;
      if (permit === undefined) {
        next.push(-1);
        output.push(-1);
        continue;
      }
      const successor = typeof input.channel === 'number' ? permit.next : states[state]!;
      next.push(intern(indices, states, stateKey(successor), successor));
      output.push(intern(answerIndices, answers, answerKey(permit.answer), permit.answer));
    }
  }
  return { reading, profile, inputs, states, next: Int16Array.from(next), output: Int16Array.from(output), answers };
}

function intern<T>(indices: Map<string, number>, values: T[], key: string, value: T): number {
  const known = indices.get(key);
  if (known !== undefined) return known;
  indices.set(key, values.length);
  values.push(value);
  return values.length - 1;
}

/** The one answer that conforms once the open questions are answered and other calls succeed; nothing for misuse. */
function resolved(state: ChannelModel, input: Call, reading: Reading, profile: Profile): Permitted | undefined {
  const model = typeof input.channel === 'number' ? state : NO_CHANNEL[input.channel];
  if (!isAllowed(model, input.kind)) return undefined;
  const answers = permitted(model, input, reading).filter(({ conformance }) => conformance.kind === 'conforms');
  return answers.find(({ choice, next }) => {
    if (choice !== undefined) return profile[choice.id] === choice.answer;
    return next.afterDisable === 'undecided' || next.afterDisable === profile['after-disable'];
  });
}

/** What of a model decides its future answers. The events that led there only decide which clause speaks. */
export function stateKey({ life, endpoint, held, offered }: ChannelModel): string {
  if (life === 'freed') return life;
  return [
    life,
    endpoint,
    held.mmioMegabytes,
    held.mmioMegabytesOptional,
    offered.mmioMegabytes,
    offered.mmioMegabytesOptional,
  ].join(' ');
}

function answerKey(answer: Answer): string {
  return JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** Whether no response can be one of both: only then does the answer tell two states apart. */
export function excludes(a: Answer, b: Answer): boolean {
  if (a.kind === 'status' && b.kind === 'status') return a.status !== b.status;
  if (a.kind === 'space' && b.kind === 'space') return a.sizeMax < b.sizeMin || b.sizeMax < a.sizeMin;
  if (a.kind === 'reservation' && b.kind === 'reservation') return !samePair(a.pair, b.pair);
  if (a.kind === 'offer' && b.kind === 'offer') return !samePair(a.pair, b.pair);
  const oneIs = (kind: Answer['kind']) => a.kind === kind || b.kind === kind;
  if (oneIs('failure') && (oneIs('success') || isSuccessCode(a) || isSuccessCode(b))) return true;
  return oneIs('no-offer') && oneIs('offer');
}

function isSuccessCode(answer: Answer): boolean {
  return answer.kind === 'status' && answer.status < 0x8000_0000;
}
