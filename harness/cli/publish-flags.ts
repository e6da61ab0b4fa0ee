/** Where the report of a run goes, besides the text for people. */
import type { Reporter } from '../report/files/reporters.ts';
import { UsageError } from '../usage-error.ts';

export interface PublishFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly reporter?: Reporter;
  readonly open?: boolean;
  readonly out?: string;
}

/** Throws `UsageError` for flags of which one would silence the other, or that have nothing to work on. */
export function checkPublishFlags({ json, quiet, reporter, open, out }: PublishFlags): void {
  const said = [json === true && '--json', quiet === true && '--quiet', reporter && '--reporter'].filter(Boolean);
  if (reporter !== undefined && said.length > 1)
    throw new UsageError(`${said.join(' and ')}: stdout is for one of them`);
  if (open === true && out === undefined) throw new UsageError('--open shows what --out writes: name a folder');
}
