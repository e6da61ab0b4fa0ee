/** What a run on recorded answers is given beside its flags: its own corpus, and what a campaign is to know of the record. */
import type { CampaignOptions } from '../campaign/campaign-options.ts';
import type { SavedProgram } from '../program/corpus.ts';

export type RecordedRun = Pick<CampaignOptions, 'leavesOut' | 'recorded' | 'searchProgramsMax'> & {
  readonly corpus: readonly SavedProgram[];
};
