/** A campaign whose target is a record of answers: what it is asked for, and what it would still like to ask. */
import { runCampaign } from '../campaign/campaign.ts';
import { corpusName } from '../program/corpus.ts';
import type { Reading } from '../../spec/readings.ts';
import type { Program } from '../target.ts';
import { LEFT_OUT } from './offline-programs.ts';
import type { Recording } from './recording.ts';
import { SEARCH_PROGRAMS_MAX, simplestFailures } from './simplest-failures.ts';

/** What later files made small is where blame begins, as with a corpus. */
export function recordedCampaign(recording: Recording, reading: Reading | 'any') {
  const { answeredOtherwise } = recording;
  const isAskedOnce = recording.isFirst && answeredOtherwise.length === 0;
  const known = isAskedOnce ? undefined : simplestFailures(recording, reading === 'any' ? 'documented' : reading);
  if (known !== undefined) recording.putFirst(known.wrong);
  const corpus = [
    // Before what failed, or a longer program would stand for the answer that it gave on the way.
    ...(known?.answers ?? []).map((program) => ({ file: corpusName('answers', [program]), programs: [program] })),
    ...(known?.failures ?? []).map(({ clause, program }) => ({
      file: corpusName(clause, [program]),
      programs: [program],
    })),
    // A tier runs each program once, and no answer that was given is passed over.
    ...answeredOtherwise.map((program) => ({ file: corpusName('answers', [program]), programs: [program] })),
  ];
  const { programs, calls } = recording;
  return {
    corpus,
    recorded: { programs, calls },
    leavesOut: (strategy: string) => LEFT_OUT[strategy],
    searchProgramsMax: SEARCH_PROGRAMS_MAX,
  };
}

/** Programs that nobody was asked, and without which it is open whether a clause is broken or only the victim of another one. */
export async function undecided(recording: Recording, reading: Reading): Promise<readonly Program[]> {
  const missed: Program[] = [];
  const { tier, seed } = recording.order;
  const { corpus, ...given } = recordedCampaign(recording, reading);
  const onNotRecorded = (program: Program) => void missed.push(program);
  await runCampaign(recording.target(), {
    ...given,
    corpus: corpus.map((saved) => saved.programs),
    tier,
    seed,
    reading,
    onNotRecorded,
  });
  return missed;
}
