/** The flags of campaigns that are shared by a queue. */
import { flag, SWITCH, text, wholeNumber } from './flag.ts';

/** What `--shard` takes. */
const SHARDS_MAX = 9_999;
const DURATION = { kind: 'duration' } as const;

export const QUEUE = {
  queue: flag(
    text('address'),
    'where the shards wait: redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], rediss:// over TLS; KMCL_QUEUE keeps it off the command line',
    { isRequired: true },
  ),
  name: flag(text('name'), 'which of the queues there, where several targets are tried at once', { default: 'kmcl' }),
  lostAfter: flag(DURATION, 'after how long without a word a worker or a coordinator is lost', { default: '30s' }),
};

export const SHARING = {
  shards: flag(
    wholeNumber(1, SHARDS_MAX),
    'how many parts; many more than workers, so that none is long alone at the end',
    {
      default: 64,
    },
  ),
  anew: flag(SWITCH, 'drop the campaign that is under way there, and begin'),
};

export const IDLE = flag(DURATION, 'end after so long without a shard; never where absent');
