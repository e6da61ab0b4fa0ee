/** A second witness to the judge, from the texts of the clauses alone, for targets that claim everything but `misuse`. */
import { describePair as text } from '../../spec/answer.ts';
import type { Call, Handle, Response } from '../../spec/call.ts';
import { decodeOffer } from '../../spec/offer.ts';
import * as nt from '../../spec/status.ts';

/** How a channel may stand. `left`: what Disable did. `news`: the first pair was just set, or another channel was called since. */
type World = { life: string; held: string; offer?: string; client?: boolean; left?: string; news?: string };
/** Whether what a MUST and a SHOULD promise was seen; and the open question that is answered. */
type Kept = [must: boolean, should?: boolean, question?: string];
const LIFE: Record<string, string> = { disable: 'disabled', cleanup: 'freed', guestOpen: 'open', guestClose: 'closed' };

/** How a trace ends by its first answer that is not as promised, and at which call. */
export function naiveJudge(program: readonly Call[], responses: readonly Response[], reading: string) {
  const channels = new Map<Handle, World[]>();
  const ranges = new Map<Handle, { address: bigint; size: bigint }>();
  const choices = new Map<string, string>();
  for (const [at, call] of program.entries()) {
    const saw = responses[at]!;
    const worlds = channels.get(call.channel) ?? [{ life: String(call.channel).replace(/\d+/, 'absent'), held: '0/0' }];
    // What follows an Allocate that was refused may be answered in any way; after an Enable, nothing is known of the rest.
    if (worlds[0]!.life === 'absent' && call.kind !== 'allocate') continue;
    if (/fresh|disabled/.test(worlds[0]!.life) && /start|disable|guest|Space/.test(call.kind)) break;
    const promises = worlds.map((world) => promised(world, call, saw));
    const kept = worlds.filter((_, index) => !promises[index]!.includes(false));
    if (kept.length === 0) return { at, outcome: promises.some(([must]) => must) ? 'deviation' : 'fail' };
    const question = promises[0]![2] ?? '';
    const answer = saw.kind === 'status' ? `${saw.status}` : kept.length < worlds.length ? kept[0]!.left : undefined;
    if (question && answer && (choices.get(question) ?? answer) !== answer) return { at, outcome: 'deviation' };
    if (answer) choices.set(question, answer);
    if (call.kind === 'setMmioMegabytes') for (const other of [...channels.values()].flat()) other.news &&= 'foreign';
    const next = kept.flatMap((world) => after(world, call, saw));
    channels.set(call.channel, saw.kind === 'space' ? worlds : next);
    if (saw.kind === 'space' || call.kind in LIFE) ranges.delete(call.channel);
    if (saw.kind === 'space' && saw.size > 0n) ranges.set(call.channel, saw);
  }
  return { at: -1, outcome: 'pass' };

  function promised({ life, held, offer, client, news }: World, call: Call, saw: Response): Kept {
    if (call.kind === 'setMmioMegabytes' && saw.kind === 'status') {
      const [isZero, isSuccessful] = [text(call) === '0/0', nt.isSuccess(saw.status)];
      const isBad = saw.status === nt.STATUS_INVALID_PARAMETER_1;
      const isAmounts = saw.status === nt.STATUS_INVALID_PARAMETER;
      if (client && life !== 'freed') return [true, !isSuccessful];
      const isGood = life === 'fresh' || (life === 'disabled' && reading === 'state-model');
      if (isGood) return isZero ? [isAmounts] : [isSuccessful, saw.status === 0];
      if (isZero) return [isBad || isAmounts, true, /null|forged|freed/.test(life) ? life : 'state'];
      return [isBad || !!offer, isBad];
    }
    if (saw.kind === 'reservation') return [news !== 'new' || held === text(saw), held === text(saw), 'disable'];
    if (saw.kind === 'no-offer') return [true, !offer];
    if (saw.kind === 'offer') {
      const wire = decodeOffer(saw.bytes ?? new Uint8Array());
      return [true, offer === text(saw) && wire.kind === 'pair' && offer === text(wire.pair), 'disable'];
    }
    if (saw.kind !== 'space') return [!/read|Space/.test(call.kind)];
    const [least = 0n, extra = 0n] = (offer ?? '0/0').split('/').map((amount) => BigInt(amount) << 20n);
    const others = [...ranges].flatMap(([handle, range]) => (handle === call.channel ? [] : range));
    const isFree = others.every((o) => saw.address >= o.address + o.size || o.address >= saw.address + saw.size);
    const was = ranges.get(call.channel);
    const isSame = !was || (was.address === saw.address && was.size === saw.size);
    const isSound = saw.size === 0n || (saw.address > 0n && saw.address + saw.size <= 2n ** 64n && isFree);
    return [true, isSame && saw.size >= least && saw.size <= least + extra && isSound];
  }
}

/** The ways in which a channel may stand after a call. */
function after(world: World, call: Call, saw: Response): World[] {
  const { held, left, news = '' } = world;
  const next = { ...world, news: '', life: LIFE[call.kind] ?? world.life };
  if (call.kind.startsWith('read')) return [world];
  if (saw.kind === 'status' && !nt.isSuccess(saw.status))
    return [
      call.kind === 'enable'
        ? { ...world, news: news && 'new' }
        : call.kind === 'allocate'
          ? { life: 'absent', held: '0/0' }
          : next,
    ];
  if (call.kind === 'allocate') return [{ life: 'fresh', held: '0/0', client: call.endpoint === 'client' }];
  if (call.kind === 'setMmioMegabytes') return [{ ...next, held: text(call), news: held === '0/0' ? 'new' : '' }];
  if (call.kind === 'enable') return [{ ...next, life: 'enabled', offer: held }];
  const off = { ...next, offer: '' };
  if (call.kind !== 'disable' || (!left && held === '0/0')) return [call.kind === 'disable' ? off : next];
  const choices = ['kept', 'reset'].filter((choice) => !left || choice === left);
  return choices.map((choice) => ({ ...off, left: choice, held: choice === 'kept' ? held : '0/0' }));
}
