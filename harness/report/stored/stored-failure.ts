/** A counterexample out of a report, its trace judged again. */
import type { Counterexample, Sequence } from '../../campaign/counterexample.ts';
import type { RoundSource } from '../../campaign/soak-round.ts';
import { responseFromJson } from '../../execute/response-json.ts';
import type { Source } from '../../generate/generate.ts';
import type { JudgeOptions } from '../../judge/judge.ts';
import { CERTIFICATES } from '../../minimize/search-shorter.ts';
import type { ReportCounterexample } from '../report-schema.ts';
import { named } from './known-names.ts';
import { rejudged } from './rejudged.ts';
import { programOf, traceOf } from './stored-trace.ts';
import { storedVicinity } from './stored-vicinity.ts';

function sourceOf({ strategy, index, round }: ReportCounterexample['original']): Source | RoundSource {
  return round === undefined ? { strategy, index } : { strategy, index, round };
}

type Stored = Omit<ReportCounterexample, 'original'> & {
  readonly original: ReportCounterexample['original'] & { readonly program?: readonly string[] | undefined };
};

export function counterexampleOf(row: Stored, options: JudgeOptions): Counterexample {
  const { kind, clause, original, spent, repeats } = row;
  const isEnd = kind === 'crash' || kind === 'timeout' || kind === 'adapter-fault';
  const trace = traceOf({
    program: row.program,
    responses: row.responses,
    end: isEnd ? { kind, message: row.message ?? '', at: row.at } : { kind: 'complete' },
  });
  const claim = {
    source: sourceOf(original),
    minimized: {
      program: trace.program,
      certificate: isAfterOthers(row)
        ? 'after other programs'
        : (named(CERTIFICATES, row.certificate) ?? 'out of budget'),
      spentPrograms: spent.programs,
      spentCalls: spent.calls,
      certifyingCalls: spent.certifyingCalls,
      searchCalls: 0,
    },
    repeats,
    ...(row.history ? { history: historyOf(row.history) } : {}),
    clause,
    earlier: row.earlier === undefined ? trace : earlierOf(row.earlier, row.earlierResponses),
  };
  const found = {
    ...rejudged(trace, claim, options),
    ...(original.program === undefined ? {} : { original: programOf(original.program) }),
  };
  return { ...found, ...storedVicinity(found, row, options) };
}

function isAfterOthers({ history }: Stored): boolean {
  return history !== undefined && history.cause !== 'first';
}

function earlierOf(program: readonly string[], responses: ReportCounterexample['earlierResponses'] = []) {
  return { program: programOf(program), responses: responses.map(responseFromJson) };
}

function historyOf({ programs, cause, processes, isMinimal }: NonNullable<ReportCounterexample['history']>): Sequence {
  return { programs: programs.map(programOf), cause, processes, isMinimal };
}
