/** What each hostile peer comes to: the same over every wire, in process and through the command line. */
import type { FailureKind } from '../../../harness/target.ts';

/** What a hostile peer earns, with words that must be there; `answered` where a call is to blame. */
export interface Row {
  readonly peer: string;
  readonly kind: FailureKind;
  readonly words: RegExp;
  readonly answered?: number;
}

export const AT_OPEN: readonly Row[] = [
  { peer: 'silent at hello', kind: 'unusable', words: /no answer to hello within 400 ms.*flush/ },
  { peer: 'hello without end of line', kind: 'unusable', words: /no answer to hello/ },
  { peer: 'hello of another protocol', kind: 'unusable', words: /speaks protocol 2, this suite 1/ },
  { peer: 'hello refused', kind: 'unusable', words: /hello was refused: what\? .*two methods/ },
  { peer: 'hello without a name', kind: 'adapter-fault', words: /name: the name of the target \(missing\)/ },
  { peer: 'hello with an unknown capability', kind: 'adapter-fault', words: /"reservatoin"; known are reservation,/ },
  { peer: 'HTTP in answer', kind: 'adapter-fault', words: /speaks HTTP; use http:/ },
  { peer: 'Content-Length framing', kind: 'adapter-fault', words: /Content-Length framing.*one JSON text a line/ },
  { peer: 'byte order mark', kind: 'adapter-fault', words: /byte order mark/ },
  { peer: 'UTF-16', kind: 'adapter-fault', words: /NUL bytes, as UTF-16/ },
  { peer: 'hello nested 10,000 deep', kind: 'adapter-fault', words: /nested more than 64 deep/ },
  {
    peer: 'ends at hello',
    kind: 'unusable',
    words: /before it answered hello: (.*exit code 3|.*closed the connection)/,
  },
];

/** How long a peer that will not answer is waited for: the calls before may be answered, however busy the machine is. */
export const HANG_MS = 500;

export const AT_RUN: readonly Row[] = [
  { peer: 'silent at run', kind: 'timeout', words: new RegExp(`no answer within ${HANG_MS} ms`), answered: 0 },
  { peer: 'half a line', kind: 'timeout', words: /no answer within/, answered: 0 },
  { peer: 'half a line, then the end', kind: 'crash', words: /in the middle of a line: "\{/, answered: 0 },
  { peer: 'slow drip', kind: 'timeout', words: /no answer within/, answered: 0 },
  { peer: 'two answers on one line', kind: 'adapter-fault', words: /not one complete JSON text.*only one/ },
  { peer: 'the same answer twice', kind: 'adapter-fault', words: /a second answer to id \d+/ },
  { peer: 'an id nobody asked', kind: 'adapter-fault', words: /id \d{4}, which nobody asked; id \d+ is waiting/ },
  { peer: 'the id as a string', kind: 'adapter-fault', words: /comes back as it was sent, a number/ },
  { peer: 'no id', kind: 'adapter-fault', words: /an answer with id undefined/ },
  { peer: 'garbage', kind: 'adapter-fault', words: /not JSON: .*standard error \(it said "%!\$/ },
  { peer: 'broken UTF-8', kind: 'adapter-fault', words: /not UTF-8/ },
  { peer: 'a stray print', kind: 'adapter-fault', words: /print everything else to standard error.*debug: running/ },
  { peer: 'an empty line', kind: 'adapter-fault', words: /an empty line/ },
  { peer: 'a batch array', kind: 'adapter-fault', words: /a batch array/ },
  { peer: 'JSON over several lines', kind: 'adapter-fault', words: /not one complete JSON text/ },
  { peer: 'a line over 1 MiB', kind: 'adapter-fault', words: /longer than 1048576 bytes/ },
  { peer: 'an endless line', kind: 'adapter-fault', words: /longer than 1048576 bytes/ },
  { peer: 'endless lines', kind: 'adapter-fault', words: /id 7777, which nobody asked/ },
  { peer: 'a request of its own', kind: 'adapter-fault', words: /request of the peer's own \("log"\)/ },
  { peer: 'an answer nested 10,000 deep', kind: 'adapter-fault', words: /nested more than 64 deep/ },
  { peer: 'an unknown field nested 10,000 deep', kind: 'adapter-fault', words: /nested more than 64 deep/ },
  { peer: 'neither result nor error', kind: 'adapter-fault', words: /neither result nor error/ },
  { peer: 'both result and error', kind: 'adapter-fault', words: /both result and error/ },
  { peer: 'another version of JSON-RPC', kind: 'adapter-fault', words: /jsonrpc: must be "2\.0"/ },
  { peer: 'status as a number', kind: 'adapter-fault', words: /responses\[0\]\.status: .*here: 0/, answered: 0 },
  { peer: 'status in upper case', kind: 'adapter-fault', words: /lower-case hexadecimal.*0XC000000D/, answered: 0 },
  { peer: 'status of nine digits', kind: 'adapter-fault', words: /at most eight/, answered: 0 },
  { peer: 'amount out of range', kind: 'adapter-fault', words: /mmioMegabytes: .*65535.*here: 65536/, answered: 0 },
  { peer: 'amount as a string', kind: 'adapter-fault', words: /mmioMegabytes: .*here: "8"/, answered: 0 },
  { peer: 'odd hexadecimal bytes', kind: 'adapter-fault', words: /offer\.bytes: .*two a byte/, answered: 0 },
  { peer: 'two fields in one response', kind: 'adapter-fault', words: /gives 2 answers at once/, answered: 0 },
  { peer: 'a response that is null', kind: 'adapter-fault', words: /responses\[0\]: .*here: null/, answered: 0 },
  { peer: 'prototype keys alone', kind: 'adapter-fault', words: /responses: an array.*missing/ },
  { peer: 'responses that are no array', kind: 'adapter-fault', words: /responses: an array/ },
  { peer: 'too few responses', kind: 'adapter-fault', words: /2 responses to 3 calls/, answered: 2 },
  { peer: 'too many responses', kind: 'adapter-fault', words: /4 responses to 3 calls/, answered: 3 },
  { peer: 'an error instead of a status', kind: 'adapter-fault', words: /every NTSTATUS is a result/ },
  { peer: 'cannot decode', kind: 'adapter-fault', words: /endpoint\? \(-32602\); .*doctor/ },
  { peer: 'ends with exit code 0', kind: 'crash', words: /exit code 0|closed the connection/, answered: 0 },
  { peer: 'ends with exit code 9', kind: 'crash', words: /exit code 9|closed the connection/, answered: 0 },
  { peer: 'dies after the second call', kind: 'crash', words: /exit code 1|closed the connection/, answered: 2 },
  { peer: 'hangs in the second call', kind: 'timeout', words: /no answer within/, answered: 1 },
  { peer: 'resets the connection', kind: 'crash', words: /killed by SIGKILL|reset/, answered: 0 },
];

export const HONEST = [
  'right, with unknown fields and prototype keys',
  'right, in reverse order',
  'right, a byte at a time',
];

/** Peers with their own tests, since only a process has a standard error. */
export const ASIDE = ['floods standard error', 'endless standard error'];

/** The exit code of the command for a run that ends in this way. */
export const EXIT_CODES: Readonly<Record<FailureKind, number>> = {
  crash: 1,
  timeout: 1,
  'adapter-fault': 5,
  unusable: 5,
};
