/** A second witness to the judge, from the texts of the clauses alone, for targets that claim everything but `misuse`. */
import { describePair as text } from '../../spec/answer.ts';
import type { Call, Handle, Response } from '../../spec/call.ts';
import { decodeOffer } from '../../spec/offer.ts';
import { isSuccess, STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER_1, STATUS_SUCCESS } from '../../spec/status.ts';

/**
 * How a channel may stand, the pairs as text. `left`: what Disable did. `isNew`: the pair was just set, and the first one;
 * `isForeign`: another channel was called under test since.
 */
type World = {
  life: string;
  held: string;
  offer?: string;
  isClient?: boolean;
  left?: string;
  isNew?: boolean;
  isForeign?: boolean;
};
type Range = { address: bigint; size: bigint };
const LIFE: Record<string, string> = { disable: 'disabled', cleanup: 'freed', guestOpen: 'open', guestClose: 'closed' };

/** How a trace ends by its first answer that is not as promised, and at which call. */
export function naiveJudge(program: readonly Call[], responses: readonly Response[], reading: string) {
  const channels = new Map<Handle, World[]>();
  const ranges = new Map<Handle, Range>();
  const choices = new Map<string, string | undefined>();
  for (const [at, call] of program.entries()) {
    const saw = responses[at]!;
    const worlds = channels.get(call.channel) ?? [{ life: String(call.channel).replace(/\d+/, 'absent'), held: '0/0' }];
    // What is not allowed here follows an Allocate or Enable that was refused.
    if (worlds[0]!.life === 'absent' && call.kind !== 'allocate') break;
    if (/fresh|disabled/.test(worlds[0]!.life) && /start|disable|guest|Space/.test(call.kind)) break;
    const others = [...ranges].flatMap(([handle, range]) => (handle === call.channel ? [] : range));
    const promises = worlds.map((world) => promised(world, call, saw, reading, others));
    const kept = worlds.filter((_, index) => !promises[index]!.includes(false));
    if (kept.length === 0) return { at, outcome: promises.some(([must]) => must) ? 'deviation' : 'fail' };
    const [question, answer] =
      saw.kind === 'status' ? [promises[0]![2], String(saw.status)] : ['disable', kept[0]!.left];
    if (question && (saw.kind === 'status' || (kept.length < worlds.length && saw.kind !== 'space'))) {
      if (choices.has(question) && choices.get(question) !== answer) return { at, outcome: 'deviation' };
      choices.set(question, answer);
    }
    if (call.kind === 'setMmioMegabytes')
      for (const all of channels.values()) for (const world of all) world.isForeign = true;
    channels.set(call.channel, saw.kind === 'space' ? worlds : kept.flatMap((world) => after(world, call, saw)));
    if (saw.kind === 'space') ranges.set(call.channel, saw);
    else if (call.kind in LIFE) ranges.delete(call.channel);
  }
  return { at: -1, outcome: 'pass' };
}

/** Whether a MUST is kept, and a SHOULD; and the question of two refusals that the answer settles. */
function promised(
  world: World,
  call: Call,
  saw: Response,
  reading: string,
  others: Range[],
): [boolean, boolean?, string?] {
  const { life, held, offer } = world;
  if (call.kind === 'setMmioMegabytes' && saw.kind === 'status') {
    const [isZero, isBad] = [text(call) === '0/0', saw.status === STATUS_INVALID_PARAMETER_1];
    if (world.isClient && life !== 'freed') return [true, !isSuccess(saw.status)];
    if (life === 'fresh' || (life === 'disabled' && reading === 'state-model'))
      return isZero
        ? [saw.status === STATUS_INVALID_PARAMETER]
        : [isSuccess(saw.status), saw.status === STATUS_SUCCESS];
    const subject = /null|forged|freed/.test(life) ? life : 'state';
    return isZero ? [isBad || saw.status === STATUS_INVALID_PARAMETER, true, subject] : [isBad || !!offer, isBad];
  }
  if (saw.kind === 'reservation') return [held === text(saw) || !world.isNew || !!world.isForeign, held === text(saw)];
  if (saw.kind === 'no-offer') return [true, !offer];
  if (saw.kind === 'offer') {
    const wire = decodeOffer(saw.bytes ?? new Uint8Array());
    return [true, offer === text(saw) && wire.kind === 'pair' && offer === text(wire.pair)];
  }
  if (saw.kind !== 'space') return [!/read|Space/.test(call.kind)];
  const [required = 0n, optional = 0n] = offer!.split('/').map((amount) => BigInt(amount) << 20n);
  const isApart = ({ address, size }: Range) =>
    size === 0n || saw.address >= address + size || address >= saw.address + saw.size;
  const isFree = saw.size === 0n || (saw.address > 0n && others.every(isApart));
  return [true, saw.size >= required && saw.size <= required + optional && isFree];
}

/** The ways in which the channel may stand afterwards. */
function after(world: World, call: Call, saw: Response): World[] {
  const next = { ...world, isNew: false, isForeign: false, life: LIFE[call.kind] ?? world.life };
  const { held, left } = world;
  if (saw.kind === 'status' && !isSuccess(saw.status))
    return [call.kind === 'setMmioMegabytes' ? next : { ...world, isForeign: false }];
  if (call.kind === 'allocate')
    return [{ life: 'fresh', held: '0/0', offer: '', isClient: call.endpoint === 'client' }];
  if (call.kind === 'setMmioMegabytes') return [{ ...next, held: text(call), isNew: held === '0/0' }];
  if (call.kind === 'enable') return [{ ...next, life: 'enabled', offer: held }];
  if (/^read/.test(call.kind)) return [world];
  if (call.kind !== 'disable') return [next];
  const both = [
    { ...next, offer: '', left: 'kept' },
    { ...next, offer: '', held: '0/0', left: 'reset' },
  ];
  if (!left && held === '0/0') return [{ ...next, offer: '' }];
  return both.filter((choice) => !left || choice.left === left);
}
