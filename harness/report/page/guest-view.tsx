/** What the guest sees of a channel that is offered: the two fields of the message, and how much space they come to. */
import { bytesOf, wireBytes } from './edge-answer.ts';
import { Fact } from './fact.tsx';
import type { ChannelStateOf } from './channel-state.tsx';
import { isOffered } from '../../../spec/model.ts';

export function GuestView({ channel }: { readonly channel: ChannelStateOf | undefined }) {
  if (channel === undefined || !isOffered(channel.life)) return null;
  const { mmioMegabytes, mmioMegabytesOptional } = channel.offered;
  return (
    <dl class="facts guest-view">
      <Fact name="guest reads">
        <code>{wireBytes(mmioMegabytes)}</code> <span class="dim">at 58,</span>{' '}
        <code>{wireBytes(mmioMegabytesOptional)}</code> <span class="dim">at 182</span>
      </Fact>
      <Fact name="guest gets">
        {bytesOf(mmioMegabytes)} <span class="dim">to</span> {bytesOf(mmioMegabytes + mmioMegabytesOptional)}{' '}
        <span class="dim">bytes</span>
      </Fact>
    </dl>
  );
}
