/**
 * What tells one way of failing from another, however the program came about: the clause, the kind of call, the state of the
 * channel, and what class of answer was due and came. Amounts are left out, so the same bug keeps its signature.
 */
import { createHash } from 'node:crypto';
import type { Answer } from '../../spec/answer.ts';
import type { Response } from '../../spec/call.ts';
import { isZero } from '../../spec/model.ts';
import {
  isSuccess,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_PARAMETER_1,
  STATUS_SUCCESS,
  statusName,
} from '../../spec/status.ts';
import type { Status } from '../../spec/status.ts';
import type { Finding } from './judge.ts';

/** One way of failing. Two counterexamples with the same clause and id are taken for the same defect. */
export interface Signature {
  /** `KM-` and eight hexadecimal digits of the hash of the rest but `expected`. It is told apart within a clause only. */
  readonly id: string;
  /** The clause, or how the target ended. */
  readonly clause: string;
  readonly call: string;
  readonly state: string;
  readonly expected: string;
  readonly actual: string;
}

export function signed(parts: Omit<Signature, 'id'>): Signature {
  // What was due is left out: misuse before it permits more, and the same bug would go by several names.
  const text = [parts.clause, parts.call, parts.state, parts.actual].join('\n');
  return { id: `KM-${createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase()}`, ...parts };
}

export function findingSignature({ clause, call, before, permitted, saw }: Finding): Signature {
  return signed({
    clause,
    call: call.kind,
    state: before.endpoint === 'client' ? `${before.life} client` : before.life,
    expected: [...new Set(permitted.map(({ answer }) => answerClass(answer)))].join(' or '),
    actual: responseClass(saw),
  });
}

const PROMISED: readonly Status[] = [STATUS_SUCCESS, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1];

function answerClass(answer: Answer): string {
  switch (answer.kind) {
    case 'status':
      return statusName(answer.status);
    case 'reservation':
    case 'offer':
      return isZero(answer.pair) ? `${answer.kind} 0/0` : answer.kind;
    default:
      return answer.kind;
  }
}

function responseClass(response: Response): string {
  switch (response.kind) {
    case 'status':
      if (PROMISED.includes(response.status)) return statusName(response.status);
      return isSuccess(response.status) ? 'another success' : 'another failure';
    case 'reservation':
    case 'offer':
      return isZero(response) ? `${response.kind} 0/0` : `another ${response.kind}`;
    default:
      return response.kind;
  }
}
