import { permitted } from '../../spec/oracle.ts';
import { allocated, NO_CHANNEL } from '../../spec/model.ts';
import type { Status } from '../../spec/status.ts';
import type { SweepExpectation } from './sweep.ts';

/** What the oracle permits on a fresh channel, where the readings agree and the page leaves nothing open. */
export function sweepExpectation(): SweepExpectation {
  return { bothZero: onlyStatus(0), otherwise: onlyStatus(1) };
}

function onlyStatus(mmioMegabytes: number): Status {
  const fresh = allocated(NO_CHANNEL.absent, 'server');
  const call = { kind: 'setMmioMegabytes', channel: 0, mmioMegabytes, mmioMegabytesOptional: 0 } as const;
  const [only, ...others] = permitted(fresh, call, 'documented').filter(
    ({ conformance }) => conformance.kind === 'conforms',
  );
  if (only?.answer.kind !== 'status' || others.length > 0) {
    throw new Error('a fresh channel has more than one answer to a pair: it cannot be swept');
  }
  return only.answer.status;
}
