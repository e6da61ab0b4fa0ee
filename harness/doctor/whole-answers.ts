/**
 * Whether what goes in comes out whole, at the places where adapters cut it: slots up to 15, amounts of 16 bits, statuses and sizes
 * with their high bits, bytes in their order. A run would find each of it too, and blame the implementation for it.
 */
import type { Call, PlainKind, Response, Slot } from '../../spec/call.ts';
import { SLOTS_MAX } from '../../spec/call.ts';
import { MMIO_MEGABYTES_OFFSET, MMIO_MEGABYTES_OPTIONAL_OFFSET } from '../../spec/offer.ts';
import { isSuccess, statusName } from '../../spec/status.ts';
import type { Status } from '../../spec/status.ts';
import { wasRefused } from '../execute/trace.ts';
import type { Program } from '../target.ts';
import { notTried, ok, warning } from './check-result.ts';
import type { CheckResult } from './check-result.ts';
import type { DoctorSession, Question } from './question.ts';

const ALLOCATE = allocate(0);
const REFUSED = notTried('Allocate or Enable was refused, which is permitted, and nothing can be seen behind it');

export const WHOLE_ANSWERS: readonly Question[] = [
  { name: '16 channels at once', look: lookAtChannels },
  { name: 'a status with its high bit set', look: lookAtStatus },
  { name: 'amounts of 0xFFFF', needs: ['reservation'], look: lookAtAmounts },
  { name: 'the bytes of an offer', needs: ['offer', 'offer-bytes'], look: lookAtOfferBytes },
  { name: 'a size past 32 bits', needs: ['mmio-space', 'guest'], look: lookAtSize },
  { name: 'a client endpoint is refused', needs: ['client-endpoint'], look: lookAtClient },
];

async function lookAtChannels(session: DoctorSession): Promise<CheckResult> {
  const slots = Array.from({ length: SLOTS_MAX }, (_, slot) => slot);
  const { capabilities } = (await session.target()).info;
  const isRead = capabilities.includes('reservation');
  const each = (call: (slot: Slot) => Call): Program => slots.map(call);
  const responses = await session.run([
    ...each(allocate),
    ...each((slot) => set(slot + 1, 0x100 * (slot + 1), slot)),
    ...(isRead ? each((slot) => on('readReservation', slot)) : []),
    ...each((slot) => on('cleanup', slot)),
  ]);
  const refused = responses.slice(0, SLOTS_MAX).findIndex(wasRefused);
  if (refused >= 0) {
    return warning(
      `Allocate in slot ${refused} was refused: ${statusName(statusOf(responses[refused]))}`,
      `make room for ${SLOTS_MAX} channels, slots 0 to ${SLOTS_MAX - 1}; what stands behind a refusal is not judged`,
    );
  }
  const wrong = isRead
    ? slots.find((slot) => !holds(responses[2 * SLOTS_MAX + slot], slot + 1, 0x100 * (slot + 1)))
    : undefined;
  if (wrong === undefined)
    return ok(`slots 0 to ${SLOTS_MAX - 1} each hold a channel${isRead ? ' with its own amounts' : ''}`);
  return warning(
    `slot ${wrong} holds ${words(responses[2 * SLOTS_MAX + wrong])}, and (${wrong + 1}, ${0x100 * (wrong + 1)}) was set`,
    'keep what is set with its channel, and a channel for each slot',
  );
}

async function lookAtStatus(session: DoctorSession): Promise<CheckResult> {
  const [made, answer] = await session.run([ALLOCATE, set(0, 0), on('cleanup')]);
  if (wasRefused(made!)) return REFUSED;
  const status = statusOf(answer);
  if (!isSuccess(status)) return ok(`${statusName(status)} for (0, 0)`);
  const isNarrow = status !== 0 && status <= 0xffff;
  return warning(
    `(0, 0) gave ${statusName(status)}, which is no refusal`,
    isNarrow ? 'keep all 32 bits of an NTSTATUS' : 'a verdict will tell; no status here had its high bit set',
  );
}

async function lookAtAmounts(session: DoctorSession): Promise<CheckResult> {
  const [made, , held] = await session.run([ALLOCATE, set(0xffff, 0xfffe), on('readReservation'), on('cleanup')]);
  if (wasRefused(made!)) return REFUSED;
  if (holds(held, 0xffff, 0xfffe)) return ok('(65535, 65534) comes back as it was');
  return warning(
    `(65535, 65534) came back as ${words(held)}`,
    'pass both amounts on as unsigned 16-bit numbers, in that order',
  );
}

async function lookAtOfferBytes(session: DoctorSession): Promise<CheckResult> {
  const program = [ALLOCATE, set(0x1234, 0x5678), on('enable'), on('readOffer'), on('disable'), on('cleanup')];
  const [made, , enabled, read] = await session.run(program);
  if (wasRefused(made!) || wasRefused(enabled!)) return REFUSED;
  const bytes = read?.kind === 'offer' ? read.bytes : undefined;
  const where = `offsets ${MMIO_MEGABYTES_OFFSET} and ${MMIO_MEGABYTES_OPTIONAL_OFFSET}`;
  if (bytes === undefined)
    return warning('the offer came without its bytes', 'give the message’s bytes, or do not claim offer-bytes');
  const need = MMIO_MEGABYTES_OPTIONAL_OFFSET + 2;
  if (bytes.length < need)
    return warning(
      `the offer is ${bytes.length} bytes long`,
      `give the whole message, ${need} bytes and more: the amounts stand at ${where}`,
    );
  const at = (offset: number) => bytes[offset]! + 0x100 * bytes[offset + 1]!;
  const [required, optional] = [at(MMIO_MEGABYTES_OFFSET), at(MMIO_MEGABYTES_OPTIONAL_OFFSET)];
  if (required === 0x1234 && optional === 0x5678) return ok(`${bytes.length} bytes, both amounts at ${where}`);
  const saw = `(0x1234, 0x5678) was set, and ${hex(required)} and ${hex(optional)} stand at ${where}`;
  if (required === 0x3412 && optional === 0x7856) return warning(saw, 'write both low byte first');
  if (required === 0x5678 && optional === 0x1234) return warning(saw, 'the two fields are swapped');
  const found = placesOf(bytes, 0x1234);
  const elsewhere = found.length === 0 ? '' : `; 0x1234 stands at ${found.join(' and ')}`;
  return warning(
    saw + elsewhere,
    'give the whole OfferChannel message from its first byte on, header included, and nothing before it',
  );
}

async function lookAtSize(session: DoctorSession): Promise<CheckResult> {
  const { roomMegabytes = 0xffff } = (await session.target()).info;
  if (roomMegabytes < 0x1000)
    return notTried(`the target states a room of ${roomMegabytes} MB, which needs no more than 32`);
  const megabytes = Math.min(0xffff, roomMegabytes);
  const program = [
    ALLOCATE,
    set(megabytes, 0),
    on('enable'),
    on('guestOpen'),
    on('getMmioSpace'),
    on('disable'),
    on('cleanup'),
  ];
  const [made, , enabled, , space] = await session.run(program);
  if (wasRefused(made!) || wasRefused(enabled!)) return REFUSED;
  if (space?.kind !== 'space')
    return warning(`${megabytes} MB came back as ${words(space)}`, 'answer getMmioSpace with a space');
  if (space.size === 0n && space.address === 0n)
    return warning(
      `${megabytes} MB came back as no space, 0 bytes at 0x0: there is no room for them`,
      'make the guest’s window larger, 2 TiB for 16 channels, or state its size: roomMegabytes in hello, mmio_room_megabytes in kmcl_target.h',
    );
  if (space.size > 0xffff_ffffn) return ok(`${words(space)} for ${megabytes} MB`);
  return warning(`${megabytes} MB came back as ${words(space)}`, 'give the size in bytes, shifted as a 64-bit number');
}

async function lookAtClient(session: DoctorSession): Promise<CheckResult> {
  const [made, answer] = await session.run([{ ...ALLOCATE, endpoint: 'client' }, set(8, 4), on('cleanup')]);
  if (wasRefused(made!))
    return warning('Allocate of a client endpoint was refused', 'make it, or do not claim client-endpoint');
  const status = statusOf(answer);
  if (!isSuccess(status)) return ok(`answered with ${statusName(status)}`);
  return warning(
    `setMmioMegabytes on a client endpoint gave ${statusName(status)}`,
    'a verdict will tell; look whether the endpoint of allocate is read',
  );
}

function placesOf(bytes: Uint8Array, amount: number): readonly number[] {
  return [...bytes.keys()].filter((at) => bytes[at] === (amount & 0xff) && bytes[at + 1] === amount >> 8);
}

function allocate(channel: Slot): Call & { readonly kind: 'allocate' } {
  return { kind: 'allocate', channel, endpoint: 'server' };
}

function set(mmioMegabytes: number, mmioMegabytesOptional: number, channel: Slot = 0): Call {
  return { kind: 'setMmioMegabytes', channel, mmioMegabytes, mmioMegabytesOptional };
}

function on(kind: PlainKind, channel: Slot = 0): Call {
  return { kind, channel };
}

function holds(response: Response | undefined, mmioMegabytes: number, mmioMegabytesOptional: number): boolean {
  return words(response) === `(${mmioMegabytes}, ${mmioMegabytesOptional})`;
}

/** The doctor has seen to it that a call that has a status was answered with one. */
function statusOf(response: Response | undefined): Status {
  if (response?.kind !== 'status') throw new Error('a call that has a status was answered with something else');
  return response.status;
}

function words(response: Response | undefined): string {
  if (response?.kind === 'reservation') return `(${response.mmioMegabytes}, ${response.mmioMegabytesOptional})`;
  return response?.kind === 'space' ? `${hex(response.size)} bytes` : 'nothing';
}

function hex(number: number | bigint): string {
  return `0x${number.toString(16)}`;
}
