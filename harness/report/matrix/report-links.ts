/** Addresses within the page of a report, as `report/page/selection.ts` reads them. `report`: where that page lies, percent-encoded. */

export function failureLink(report: string, signature: string): string {
  return `${report}#f=${encodeURIComponent(signature)}`;
}

export function clauseLink(report: string, clause: string): string {
  return `${report}#clause=${encodeURIComponent(clause)}`;
}
