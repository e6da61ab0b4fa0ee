/**
 * What the judge keeps of the channels of a program while it goes through a trace.
 */
import type { AddressRange } from '../../spec/answer.ts';
import { isRead } from '../../spec/call.ts';
import type { Call, Handle, Response, SetMmioMegabytes } from '../../spec/call.ts';
import { isAllowed, NO_CHANNEL, sameModel } from '../../spec/model.ts';
import type { ChannelModel } from '../../spec/model.ts';
import { follow } from '../../spec/oracle.ts';
import type { Surroundings } from '../../spec/oracle.ts';
import type { Permitted } from '../../spec/permitted.ts';
import type { Claims } from './claims.ts';
import { Room } from './room.ts';
import { handleIndex } from './handle-index.ts';

/** One channel of a program: the states in which it may be, and the number of the last call on it that was no read. */
interface Channel {
  possible: readonly ChannelModel[];
  touched: number;
}

const UNBOUND = [NO_CHANNEL.absent];
const HANDLES_OF_NONE = { null: [NO_CHANNEL.null], forged: [NO_CHANNEL.forged] } as const;
const NOTHING_OCCUPIED: Surroundings['occupied'] = [];
const ALONE: Surroundings = Object.freeze({ occupied: NOTHING_OCCUPIED, offerBytes: false });
const ALONE_WITH_BYTES: Surroundings = Object.freeze({ occupied: NOTHING_OCCUPIED, offerBytes: true });

/** Every channel of a program, and what its neighbours did. */
export class Channels {
  /** By `handleIndex`. */
  readonly #channels: (Channel | undefined)[] = [];
  readonly #ranges = new Map<Handle, AddressRange>();
  /** The last call under test on any channel, and its number. */
  #lastSet: SetMmioMegabytes | undefined;
  #lastSetAt = 0;
  #calls = 0;
  readonly #alone: Surroundings;
  readonly #misuse: boolean;
  /** Only where the target states it. */
  readonly #room: Room | undefined;

  constructor({ capabilities, roomMegabytes }: Claims) {
    this.#room = roomMegabytes === undefined ? undefined : new Room(roomMegabytes);
    this.#alone = capabilities.has('offer-bytes') ? ALONE_WITH_BYTES : ALONE;
    this.#misuse = capabilities.has('misuse');
  }

  #at(handle: Handle): Channel {
    const possible = typeof handle === 'number' ? UNBOUND : HANDLES_OF_NONE[handle];
    return (this.#channels[handleIndex(handle)] ??= { possible, touched: 0 });
  }

  all({ channel }: Call): readonly ChannelModel[] {
    return this.#at(channel).possible;
  }

  /** Whether the slot was never allocated, or its last Allocate was refused: calls on it are answered in any way. */
  isUnbound({ channel }: Call): boolean {
    return this.#at(channel).possible.some(({ life }) => life === 'absent');
  }

  possible({ channel, kind }: Call): readonly ChannelModel[] {
    const models = this.#at(channel).possible;
    if (this.#misuse) return models;
    for (const model of models) if (!isAllowed(model, kind)) return models.filter((one) => isAllowed(one, kind));
    return models;
  }

  /** Only what a read shows depends on them. */
  surroundings(call: Call): Surroundings {
    const last = this.#lastSet;
    const room = call.kind === 'getMmioSpace' ? this.#room : undefined;
    if (!isRead(call) || (last === undefined && this.#ranges.size === 0 && room === undefined)) return this.#alone;
    const { channel } = call;
    const foreign = last && last.channel !== channel && this.#lastSetAt > this.#at(channel).touched;
    if (!foreign && this.#ranges.size === 0 && room === undefined) return this.#alone;
    const occupied: AddressRange[] = [];
    for (const [slot, range] of this.#ranges) if (slot !== channel) occupied.push(range);
    const seen = this.#ranges.get(channel);
    return {
      ...this.#alone,
      occupied,
      ...(seen ? { seen } : {}),
      ...(foreign ? { neighbour: last } : {}),
      ...(room?.isCrowded(channel) ? { isCrowded: true } : {}),
    };
  }

  move(call: Call, saw: Response, permits: readonly Permitted[]): void {
    this.#calls += 1;
    const channel = this.#at(call.channel);
    const models = followed(permits, saw, channel.possible);
    // What the guest was given tells nothing of what the server holds, so it rules out none of the states.
    if (call.kind !== 'getMmioSpace') channel.possible = models;
    if (call.kind === 'setMmioMegabytes') {
      this.#lastSet = call;
      this.#lastSetAt = this.#calls;
    }
    if (!isRead(call)) channel.touched = this.#calls;
    if (saw.kind === 'space' || this.#ranges.size > 0) {
      // After misuse it may be open or not, and what a channel shows that is not open keeps nobody from that range.
      const isOpen = channel.possible.every(({ life }) => life === 'open');
      if (saw.kind === 'space' && saw.size > 0n && isOpen) this.#ranges.set(call.channel, saw);
      else if (saw.kind === 'space' || !isOpen) this.#ranges.delete(call.channel);
    }
    if (!isRead(call) || saw.kind === 'space')
      this.#room?.note(call.channel, channel.possible, this.#ranges.get(call.channel));
  }
}

/** The states to which the answers lead, each once. Most calls have one answer that fits, and many leave the state as it was. */
function followed(
  permits: readonly Permitted[],
  saw: Response,
  before: readonly ChannelModel[],
): readonly ChannelModel[] {
  if (permits.length === 1) {
    const next = follow(permits[0]!, saw);
    return before.length === 1 && before[0] === next ? before : [next];
  }
  const models: ChannelModel[] = [];
  for (const permit of permits) {
    const next = follow(permit, saw);
    if (!models.some((model) => sameModel(model, next))) models.push(next);
  }
  return models;
}
