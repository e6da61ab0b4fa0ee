/** The drawing of the machine, of which every arrow and every sign can be chosen by mouse and by keys. */
import { useEffect, useRef } from 'preact/hooks';
import { HEIGHT, PLACES, WIDTH } from './machine-layout.ts';
import { MachineState, MachineStop } from './machine-parts.tsx';
import { stopAfter, worstOf } from './machine-stops.ts';
import type { Stop } from './machine-stops.ts';
import type { Report } from './read-report.ts';
import type { Tone } from './tone.ts';

interface MachineDrawingProps {
  readonly transitions: Report['transitions'];
  readonly stops: readonly Stop[];
  /** The index of the chosen one, or -1; and the state that is chosen. */
  readonly chosen: number;
  readonly state: string | undefined;
  /** What is drawn, in words. */
  readonly label: string;
  /** `isStep`: on the way to another one. */
  readonly onChoose: (stop: Stop, isStep: boolean) => void;
}

export function MachineDrawing({ transitions, stops, chosen, state, label, onChoose }: MachineDrawingProps) {
  const drawing = useRef<SVGSVGElement>(null);
  useEffect(() => {
    // On a telephone the drawing is wider than what is seen of it.
    const frame = drawing.current?.parentElement;
    if (chosen < 0 || !frame) return;
    frame.scrollLeft = stops[chosen]!.at[0] * (frame.scrollWidth / WIDTH) - frame.clientWidth / 2;
  }, [chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const number = (event.target as Element).closest('[data-stop]')?.getAttribute('data-stop');
    if (typeof number !== 'string') return;
    const isPress = event.key === 'Enter' || event.key === ' ';
    const next = isPress ? Number(number) : stopAfter(event.key, stops, Number(number));
    if (next === undefined) return;
    event.preventDefault();
    onChoose(stops[next]!, !isPress);
    drawing.current?.querySelector<SVGElement>(`[data-stop="${next}"]`)?.focus();
  };
  return (
    <div class="diagram">
      <svg
        ref={drawing}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="group"
        aria-label={`${label}. Arrow keys go from call to call.`}
        onKeyDown={onKeyDown}
      >
        <ArrowTips />
        {transitions.states
          .filter((name) => name in PLACES)
          .map((name) => (
            <MachineState key={name} state={name} edges={transitions.edges} isChosen={name === state} />
          ))}
        {stops.map((stop, index) => (
          <MachineStop
            key={index}
            stop={stop}
            outcome={worstOf(stop).outcome}
            number={index}
            isChosen={index === chosen}
            isInTabOrder={index === Math.max(0, chosen)}
            onChoose={() => onChoose(stop, false)}
          />
        ))}
      </svg>
    </div>
  );
}

const TONES: readonly Tone[] = ['pass', 'fail', 'open'];

/** The heads of the arrows, one a colour. */
function ArrowTips() {
  const size = { refX: '6.5', refY: '4', markerWidth: '7', markerHeight: '7' };
  return (
    <defs>
      {TONES.map((tone) => (
        <marker key={tone} id={`tip-${tone}`} viewBox="0 0 8 8" {...size} orient="auto">
          <path d="M0.5 0.5 L7.5 4 L0.5 7.5 Z" class={`tip tone-${tone}`} />
        </marker>
      ))}
    </defs>
  );
}
