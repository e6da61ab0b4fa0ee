import type { Handle, Response } from '../../../spec/call.ts';
import type { Channel } from '../emulator/channel.ts';
import { Remembering } from './remembering.ts';

/** For faults in what happens when a live server channel refuses a reservation because of its state. */
export abstract class AfterRefusal extends Remembering {
  protected override setMmioMegabytes(handle: Handle, a: number, b: number): Response {
    const channel = this.channelOf(handle);
    const refuses = channel !== undefined && channel.endpoint === 'server' && !this.accepts(channel);
    const given = super.setMmioMegabytes(handle, a, b);
    return refuses ? this.afterRefusal(channel, given, a, b) : given;
  }

  /** Given what the reference answers, what the faulty target answers. */
  protected abstract afterRefusal(channel: Channel, given: Response, a: number, b: number): Response;
}
