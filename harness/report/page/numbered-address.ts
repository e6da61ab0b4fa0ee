/** `#failure-2`: a failure by its place in the report, as links had it before failures had addresses by signature. */
import { useEffect } from 'preact/hooks';
import type { Report } from './read-report.ts';
import { useSelection } from './selection.ts';

export function useNumberedAddress({ counterexamples }: Report): void {
  const [, select] = useSelection();
  useEffect(() => {
    const read = () => {
      const [, number] = /^#failure-(\d+)$/.exec(location.hash) ?? [];
      const named = number && counterexamples[Number(number) - 1];
      if (named) select({ f: named.signature.id }, true);
    };
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [counterexamples]);
}
