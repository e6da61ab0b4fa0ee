/**
 * The suite on the reference emulator, or on the target that KMCL_TARGET names.
 */
import { conformance } from 'kmcl-conformance/vitest';
import { catalog } from '../targets/catalog.ts';

conformance(() => catalog.open(process.env['KMCL_TARGET'] ?? 'reference', { deadlineMs: 5_000 }));
