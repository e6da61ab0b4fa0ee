/**
 * The rest of `reproduce.c`: a program that makes the calls of a counterexample on a shared library with the functions of
 * `kmcl_target.h`, in a process of its own, and tells whether it still fails. It needs nothing but a C compiler and `dlopen`.
 */
import { describeAnswer, describeResponse } from '../../../spec/answer.ts';
import type { AddressRange, Answer } from '../../../spec/answer.ts';
import { CALL_KINDS } from '../../../spec/call.ts';
import type { Call, Response } from '../../../spec/call.ts';
import { statusHex, statusName } from '../../../spec/status.ts';
import type { Counterexample } from '../../campaign/counterexample.ts';
import { printCall } from '../../program/program.ts';
import type { Program } from '../../target.ts';
import { HEAD, MAIN } from './c-driver-text.ts';

/** Longer sequences are left to `replay`. */
const PROGRAMS_MAX = 2_000;

/** `library`: its path. Nothing where one program in one process does not show the failure, or shows it only now and then. */
export function cDriver(counterexample: Counterexample, library: string): readonly string[] | undefined {
  const { kind, trace, repeats, history } = counterexample;
  const earlier = history?.programs.slice(0, -1) ?? [];
  if (kind === 'inconsistent' || !repeats || earlier.length > PROGRAMS_MAX) return undefined;
  const wrong = 'finding' in counterexample ? counterexample.finding : undefined;
  const steps = trace.program.slice(0, wrong === undefined ? undefined : wrong.at + 1).map((call, at): Step => {
    if (at === wrong?.at) {
      const answers = wrong.permitted.map(({ answer }) => answer);
      const condition = answers.map((answer) => conditionOf(answer, trace.responses)).join(' || ');
      return { call, condition, words: answers.map(answerWords).join(', or '), isLast: true };
    }
    const seen = trace.responses[at];
    if (seen === undefined) return { call, condition: shapeOf(call), words: 'any answer', isLast: true };
    return { call, condition: likeBefore(seen), words: responseWords(seen), isLast: false };
  });
  const table = (name: string, rows: readonly string[]) => `static const char *const ${name}[] = {${rows.join(', ')}};`;
  return [
    ...HEAD,
    '',
    `#define LIBRARY ${cString(library.includes('/') ? library : `./${library}`)}`,
    '',
    ...earlierLines(earlier),
    `static const Call calls[] = {${steps.map(({ call }) => callOf(call)).join(', ')}};`,
    table(
      'words',
      steps.map(({ call }) => cString(printCall(call))),
    ),
    table(
      'expected',
      steps.map(({ words }) => cString(words)),
    ),
    '',
    'static int is_expected(int at, const Response *r, const Response *all) {',
    '  (void)all;',
    '  switch (at) {',
    ...steps.map(({ condition }, at) => `  case ${at}: return ${condition};`),
    '  default: return 0;',
    '  }',
    '}',
    '',
    // Before the call that went wrong, another answer that is permitted too leads elsewhere.
    `static int is_open(int at) { return at < ${steps.findIndex(({ isLast }) => isLast)}; }`,
    '',
    ...MAIN,
  ];
}

interface Step {
  readonly call: Call;
  /** In C, over the responses `all` and the one at hand, `r`. */
  readonly condition: string;
  /** The same for people. */
  readonly words: string;
  /** The call that went wrong, or one behind it. */
  readonly isLast: boolean;
}

/** A status by name and number, since the program prints the number. */
function answerWords(answer: Answer): string {
  return answer.kind === 'status'
    ? `${statusName(answer.status)} (${statusHex(answer.status)})`
    : describeAnswer(answer);
}

function responseWords(response: Response): string {
  return response.kind === 'status' ? answerWords(response) : describeResponse(response);
}

/** In octal, which unlike hexadecimal ends after three digits. */
function cString(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f && !`"\\?`.includes(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `"${escaped.join('')}"`;
}

/** Programs that come several times in a row stand there once. */
function earlierLines(programs: readonly Program[]): readonly string[] {
  const rows: { readonly text: string; readonly calls: number; times: number }[] = [];
  for (const program of programs) {
    const text = program.map(callOf).join(', ');
    const last = rows.at(-1);
    if (last?.text === text) last.times += 1;
    else rows.push({ text, calls: program.length, times: 1 });
  }
  return [
    ...rows.map(({ text }, index) => `static const Call earlier${index}[] = {${text}};`),
    'static void run_earlier(void) {',
    ...rows.map(
      ({ calls, times }, index) => `  for (int time = 0; time < ${times}; time += 1) run(earlier${index}, ${calls});`,
    ),
    '}',
  ];
}

function callOf(call: Call): string {
  const channel = call.channel === 'null' ? 0xfe : call.channel === 'forged' ? 0xff : call.channel;
  const { mmioMegabytes = 0, mmioMegabytesOptional = 0 } = call.kind === 'setMmioMegabytes' ? call : {};
  const flags = call.kind === 'allocate' && call.endpoint === 'client' ? 1 : 0;
  return `{${CALL_KINDS.indexOf(call.kind)}, ${channel}, ${mmioMegabytes}, ${mmioMegabytesOptional}, ${flags}}`;
}

/** An answer that was permitted when it was given: the same again, wherever a space may lie now. */
function likeBefore(response: Response): string {
  switch (response.kind) {
    case 'status':
      return statusIs(response.status);
    case 'nothing':
      return 'r->seen == 0';
    case 'reservation':
      return `r->seen == 2 && ${pairIs(response)}`;
    case 'offer':
      return `(r->seen & 8) && ${pairIs(response)}`;
    case 'no-offer':
      return 'r->seen == 32';
    case 'space':
      return `r->seen == 4 && r->size == ${wide(response.size)}`;
    default:
      return response satisfies never;
  }
}

/** Any answer that the contract has for the call. */
function shapeOf({ kind }: Call): string {
  if (kind === 'allocate' || kind === 'setMmioMegabytes' || kind === 'enable') return 'r->seen == 1';
  if (kind === 'readReservation') return '(r->seen & ~2u) == 0';
  if (kind === 'readOffer') return '(r->seen & ~56u) == 0';
  return kind === 'getMmioSpace' ? '(r->seen & ~4u) == 0' : 'r->seen == 0';
}

function conditionOf(answer: Answer, responses: readonly Response[]): string {
  switch (answer.kind) {
    case 'status':
      return `(${statusIs(answer.status)})`;
    case 'success':
      return '(r->seen == 1 && r->status < 0x80000000u)';
    case 'failure':
      return '(r->seen == 1 && r->status >= 0x80000000u)';
    case 'any-status':
      return 'r->seen == 1';
    case 'nothing':
      return 'r->seen == 0';
    case 'reservation':
      return `(r->seen == 2 && ${pairIs(answer.pair)})`;
    case 'any-reservation':
      return 'r->seen == 2';
    case 'offer': {
      const bytes = { agree: 'offer_agrees(r)', optional: '(!(r->seen & 16) || offer_agrees(r))', ignored: '1' };
      return `((r->seen & 8) && ${pairIs(answer.pair)} && ${bytes[answer.bytes]})`;
    }
    case 'any-offer':
      return '(r->seen & 40)';
    case 'no-offer':
      return 'r->seen == 32';
    case 'space': {
      const { sizeMin, sizeMax, address, apartFrom, sameAs } = answer;
      const apart = apartFrom.map((range) => `apart(r, &all[${rangeAt(range, responses)}])`);
      const inside = address === 'nonzero' ? ['r->address != 0', 'r->size - 1 <= UINT64_MAX - r->address'] : [];
      const before = sameAs && `all[${rangeAt(sameAs, responses)}]`;
      const same = before ? [`r->address == ${before}.address`, `r->size == ${before}.size`] : [];
      const place = [...inside, ...apart, ...same].join(' && ') || '1';
      return `(r->seen == 4 && r->size >= ${wide(sizeMin)} && r->size <= ${wide(sizeMax)} && (r->size == 0 || (${place})))`;
    }
    case 'no-space':
      return '(r->seen == 4 && r->size == 0 && r->address == 0)';
    case 'any-space':
      return 'r->seen == 4';
    default:
      return answer satisfies never;
  }
}

/** The call that was answered with this range; a range lies elsewhere in each process. */
function rangeAt({ address, size }: AddressRange, responses: readonly Response[]): number {
  return responses.findIndex((one) => one.kind === 'space' && one.address === address && one.size === size);
}

function statusIs(status: number): string {
  return `r->seen == 1 && r->status == 0x${status.toString(16)}u`;
}

function pairIs(pair: { readonly mmioMegabytes: number; readonly mmioMegabytesOptional: number }): string {
  return `r->required == ${pair.mmioMegabytes} && r->optional == ${pair.mmioMegabytesOptional}`;
}

function wide(number: bigint): string {
  return `UINT64_C(0x${number.toString(16)})`;
}
