/** The verdict and the gate as `report.json` has them. */
import type { Gated } from '../verdict/gate.ts';
import type { Scope } from '../verdict/scope.ts';
import type { Report } from './report-schema.ts';

export function plainVerdict({ verdict, sentence, gate }: Gated): Pick<Report, 'verdict' | 'gate'> {
  return {
    verdict: { kind: verdict.kind, sentence, reasons: [...verdict.reasons], scope: plainScope(verdict.scope) },
    gate: { exitCode: gate.exitCode, reasons: [...gate.reasons] },
  };
}

function plainScope({ budget, recorded, ...scope }: Scope): Report['verdict']['scope'] {
  return {
    ...scope,
    points: [...scope.points],
    verified: [...scope.verified],
    broken: [...scope.broken],
    notVerified: [...scope.notVerified],
    notClaimed: [...scope.notClaimed],
    deselected: [...scope.deselected],
    brokenOutside: [...scope.brokenOutside],
    selection: [...scope.selection],
    capabilitiesMissing: [...scope.capabilitiesMissing],
    capabilitiesNotTried: [...scope.capabilitiesNotTried],
    unfinished: [...scope.unfinished],
    ...(budget === undefined ? {} : { budget: { ...budget, leftOut: [...budget.leftOut] } }),
    ...(recorded === undefined ? {} : { recorded: { ...recorded, leftOut: [...recorded.leftOut] } }),
    unrepeated: [...scope.unrepeated],
  };
}
