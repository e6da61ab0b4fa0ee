/**
 * The report that was put into the page: as JSON, or compressed where it is long. The schema it was written by is the
 * suite's own and of the same version, so it is not checked a second time here.
 */
import type { Report } from '../report-schema.ts';

export type { Report };
export type Counterexample = Report['counterexamples'][number];
export type ClauseEntry = Report['clauses'][number];
export type MapCell = Report['map']['cells'][number];
export type Edge = Report['transitions']['edges'][number];

export function readReport(element: HTMLElement): Promise<Report> {
  return readEmbedded<Report>(element);
}

/** What was put into an element of the page, of whatever kind. */
export async function readEmbedded<Data>({ textContent, dataset }: HTMLElement): Promise<Data> {
  const text = textContent ?? '';
  return JSON.parse(dataset['encoding'] === 'gzip' ? await inflated(text) : text) as Data;
}

async function inflated(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
