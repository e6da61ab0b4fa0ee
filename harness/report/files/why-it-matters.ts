/**
 * What goes wrong for others when a clause is broken, one sentence each, for those who wonder whether to mind.
 */
import type { ClauseId } from '../../../spec/clauses.ts';

const REFUSED_LATE = 'a driver that comes too late believes that it has reserved space which no offer ever carried';
const LEAK = 'one device gets the space that another one asked for';

export const WHY_IT_MATTERS: Readonly<Record<ClauseId, string>> = {
  'accept.required':
    'it is the call that real drivers make: they take a refusal as fatal and the device does not start',
  'accept.optional': 'a device that can do without, and says so, would not start',
  'accept.both': 'a device that asks for more than it needs would not start at all',
  'accept.unbounded':
    'large frame buffers ask for gigabytes, and arithmetic in 16 bits turns them into little or nothing',
  'accept.exact-success': 'callers that compare with STATUS_SUCCESS take the call for refused',
  'accept.disabled': 'a channel that is torn down for a reset could not be configured again',
  'refuse.both-zero':
    'a driver that computed nothing by mistake is told that all is well, and fails later in the guest',
  'refuse.disabled': REFUSED_LATE,
  'refuse.enabled': REFUSED_LATE,
  'refuse.open': REFUSED_LATE,
  'refuse.closed': REFUSED_LATE,
  'refuse.null': 'a driver whose allocation failed goes on as if it had a channel',
  'refuse.stale': 'a driver writes to a channel that is gone, and in a kernel to memory that is someone else’s',
  'refuse.forged': 'whatever the pointer leads to is taken for a channel and written to',
  'refuse.client': 'a client believes that it decides what the server alone may offer',
  'refuse.either-code': 'callers and their tests cannot rely on a code that changes from call to call',
  'held.initial': 'a device that asked for nothing takes guest address space',
  'held.set': 'the guest is offered other space than the driver asked for',
  'held.last-wins': 'a driver that corrects itself is held to what it said first, or to the sum of both',
  'held.refused': 'a call that reported an error has changed something all the same',
  'held.start-pause': 'a pause, which any save or migration makes, loses the reservation',
  'held.lifecycle': 'the reservation is lost on the way to the guest',
  'held.after-disable': 'nobody can say what a channel offers that is enabled again',
  'held.reused': LEAK,
  'held.independent': LEAK,
  'offer.absent': 'a guest opens a channel that nobody serves yet',
  'offer.at-enable': 'the guest reserves what the offer says, so the device gets too little or too much',
  'offer.refused': 'the guest and the server disagree on what was reserved',
  'offer.start-pause': 'the guest and the server disagree on what was reserved after a pause',
  'offer.independent': LEAK,
  'offer.withdrawn': 'the guest keeps a device that is no longer there',
  'offer.after-disable': 'the guest and the server disagree on what was reserved after a reset',
  'offer.bytes': 'guests read the message and not the API: at another offset or in another order the amounts are noise',
  'space.required': 'guest drivers refuse to start with less than they expect, or map beyond the end',
  'space.ceiling': 'address space that nobody asked for is taken from other devices',
  'space.address': 'guests take address zero for no space at all',
  'space.disjoint': 'two devices write to the same addresses',
  'space.stable': 'a driver writes where its device no longer is, and soon another one will be',
};

/** Where the target ended instead of answering. */
export const WHY_ENDINGS_MATTER: Readonly<Record<string, string>> = {
  crash: 'A refusal is an answer; a crash is none, and takes down whatever else lives in the same process or kernel.',
  timeout: 'A caller of a setter does not expect to wait, and in a kernel it cannot.',
  'adapter-fault': 'What came back is no answer at all, so nothing can be said of the implementation behind it.',
};
