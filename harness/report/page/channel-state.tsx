/** A channel as the model has it around a call: its life, the pair held by the server and the pair in the offer. */
import type { Report } from './read-report.ts';

export type ChannelStateOf = NonNullable<Report['counterexamples'][number]['steps'][number]['before']>;
type Pair = ChannelStateOf['held'];

interface ChannelStateProps {
  readonly before: ChannelStateOf | undefined;
  readonly after: ChannelStateOf | undefined;
}

const ROWS = ['held', 'offered'] as const;
const OFFERED: readonly string[] = ['enabled', 'open', 'closed'];

export function ChannelState({ before, after }: ChannelStateProps) {
  if (before === undefined && after === undefined) return <p class="dim">Nothing is promised beyond the failure.</p>;
  const from = before ?? after!;
  const to = after ?? before!;
  return (
    <div class="channel-state">
      <p class="life">
        <span>{from.life}</span>
        {to.life !== from.life && (
          <>
            <i aria-label="then"> → </i>
            <b>{to.life}</b>
          </>
        )}
        {to.endpoint === 'client' && <span class="dim"> client endpoint</span>}
        {to.possible > 1 && <span class="dim"> one of {to.possible} states it may be in</span>}
      </p>
      {ROWS.map((row) => {
        const none = row === 'offered' && !OFFERED.includes(to.life);
        return (
          <div key={row} class="reservation">
            <span class="name">{row}</span>
            {none ? <span class="dim">no live offer</span> : <Bars before={from[row]} after={to[row]} />}
          </div>
        );
      })}
    </div>
  );
}

function Bars({ before, after }: { readonly before: Pair; readonly after: Pair }) {
  const isSame =
    before.mmioMegabytes === after.mmioMegabytes && before.mmioMegabytesOptional === after.mmioMegabytesOptional;
  return (
    <>
      <span class="bars" aria-hidden="true">
        <i style={{ width: share(after.mmioMegabytes) }} />
        <i class="optional" style={{ width: share(after.mmioMegabytesOptional) }} />
      </span>
      <span class="pair">
        {isSame ? '' : <span class="dim">{words(before)} → </span>}
        {words(after)} <span class="dim">MB</span>
      </span>
    </>
  );
}

/** Half of the width for the largest amount, on a scale that lets a single megabyte be seen. */
function share(amount: number): string {
  return `${((Math.log2(amount + 1) / 16) * 50).toFixed(1)}%`;
}

function words({ mmioMegabytes, mmioMegabytesOptional }: Pair): string {
  return `${mmioMegabytes}/${mmioMegabytesOptional}`;
}
