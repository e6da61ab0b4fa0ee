/** A report as it lies in the queue: about a tenth of its size. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { FILE_BOUNDS } from '../program/bounded-file.ts';

export function packed(text: string): string {
  return gzipSync(text).toString('base64');
}

/** Throws where it was not packed, or holds more than a report may. */
export function unpacked(text: string): string {
  const options = { maxOutputLength: FILE_BOUNDS.report.bytesMax };
  return gunzipSync(Buffer.from(text, 'base64'), options).toString('utf8');
}
