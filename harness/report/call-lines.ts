/**
 * The calls of a program in lines, numbered from 1, with what each was answered, and a mark at the one that went wrong. The printed
 * form of a call is for files; here its arguments are labelled, or it is KMCL's own call as a driver would write it. What is called
 * and answered over and over is told once.
 */
import { counted } from '../program/counted.ts';
import { visible } from '../program/visible.ts';
import { folded } from './folded.ts';
import { roundsOf } from './rounds.ts';
import { answerWords } from './status-words.ts';

export const CALL_FORMS = ['labelled', 'api'] as const;
export type CallForm = (typeof CALL_FORMS)[number];

interface AnsweredCall {
  /** As `printCall` prints it. */
  readonly call: string;
  readonly answer?: string | undefined;
}

export interface CallLook {
  /** From 0. */
  readonly wrongAt?: number | undefined;
  readonly marked?: (line: string) => string;
  readonly calls?: CallForm;
  /** An answer that would stand beyond is put under its call. */
  readonly columns?: number;
}

const NUMBER_WIDTH = 5;
const HERE = '  <- here';

export function callLines(steps: readonly AnsweredCall[], look: CallLook = {}): string[] {
  const { wrongAt, marked = (line) => line, calls = 'labelled', columns = Infinity } = look;
  const rows = steps.map(({ call, answer }, index) => ({
    words: callWords(call, calls),
    tail: `${answer === undefined ? '' : `  -> ${shortAnswer(answer)}`}${index === wrongAt ? HERE : ''}`,
  }));
  const fits = ({ words, tail }: (typeof rows)[number], width: number) =>
    NUMBER_WIDTH + 2 + Math.max(words.length, width) + tail.length <= columns;
  const width = rows.reduce((most, row) => (fits(row, most) ? Math.max(most, row.words.length) : most), 0);
  const lineAt = (index: number) => {
    const row = rows[index]!;
    const { words, tail } = row;
    const start = `${String(index + 1).padStart(NUMBER_WIDTH)}  `;
    const beside = `${start}${tail.startsWith('  ->') ? words.padEnd(width) : words}${tail}`;
    const below = () =>
      [...folded(start, words, columns), ...folded(' '.repeat(start.length + 2), tail.trim(), columns)].join('\n');
    const line = fits(row, width) ? beside : below();
    return index === wrongAt ? marked(line) : line;
  };
  const said = rows.map(({ words, tail }) => words + tail);
  return roundsOf(said, (index) => index === wrongAt).flatMap(({ from, length, times }) => [
    ...Array.from({ length }, (_, index) => lineAt(from + index)),
    ...(times > 1 ? [againLine(length, times - 1, from + length * times)] : []),
  ]);
}

/** Stands for the rounds after the first: `to` is the number of the last call of them. */
function againLine(length: number, times: number, to: number): string {
  const what = length === 1 ? 'the same' : `these ${length} calls`;
  return `${' '.repeat(NUMBER_WIDTH)}  ${what} ${counted(times, 'more time')}, to ${to}`;
}

/** What a target said as it ended, below its calls: its lines stay lines, since a stack is read line by line. */
export function messageLines(message: string, columns = Infinity): string[] {
  return message.split('\n').flatMap((line) => {
    const [, indent = '', words = ''] = /^( *)(.*)$/s.exec(visible(line)) ?? [];
    return folded(`      ${indent}`, words, columns).map((part) => part.trimEnd());
  });
}

/** On a line of its own a pair is labelled; a status goes by its name, and its number and severity are told once, below. */
function shortAnswer(answer: string): string {
  return answer.startsWith('reservation') || answer.startsWith('offer') ? answerWords(answer) : answer;
}

/** A sentence in which printed calls stand, before an arrow, a bracket or its end. */
export function withCallWords(sentence: string, form: CallForm = 'labelled'): string {
  const printed = /\b[a-zA-Z]+ (?:\d+|null|forged)(?: \d+ \d+| server| client)?(?= ->|\)|$)/g;
  return sentence.replace(printed, (call) => callWords(call, form));
}

/** KMCL's names; the guest's moves and the test hooks have none. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  enable: 'VmbChannelEnable',
  disable: 'VmbChannelDisable',
  cleanup: 'VmbChannelCleanup',
  start: 'VmbChannelStart',
  pause: 'VmbChannelPause',
  getMmioSpace: 'VmbChannelGetMmioSpace',
};

const WITHOUT_FUNCTION: Readonly<Record<string, string>> = {
  guestOpen: 'the guest opens',
  guestClose: 'the guest closes',
  readReservation: 'what the server holds for',
  readOffer: 'what is offered of',
};

/**
 * `setMmioMegabytes ch0 MmioMegabytes=2 Optional=1` for the printed `setMmioMegabytes 0 2 1`, or
 * `VmbServerChannelInitSetMmioMegabytes(ch0, MmioMegabytes=2, MmioMegabytesOptional=1)`.
 */
export function callWords(printed: string, form: CallForm = 'labelled'): string {
  const [kind = '', handle = '', first, second] = printed.split(' ');
  const channel = /^\d+$/.test(handle) ? `ch${handle}` : handle;
  if (form === 'labelled') {
    if (kind === 'setMmioMegabytes') return `${kind} ${channel} MmioMegabytes=${first} Optional=${second}`;
    return [kind, channel, ...(first === undefined ? [] : [first])].join(' ');
  }
  if (kind === 'allocate')
    return `VmbChannelAllocate(ParentDevice, IsServer=${first === 'server' ? 'TRUE' : 'FALSE'}, &${channel})`;
  if (kind === 'setMmioMegabytes') {
    const given = channel === 'null' ? 'NULL' : channel;
    return `VmbServerChannelInitSetMmioMegabytes(${given}, MmioMegabytes=${first}, MmioMegabytesOptional=${second})`;
  }
  const name = FUNCTIONS[kind];
  return name === undefined ? `(${WITHOUT_FUNCTION[kind]} ${channel})` : `${name}(${channel})`;
}
