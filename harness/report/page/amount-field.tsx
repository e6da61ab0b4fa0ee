/** A field for an amount, decimal or hexadecimal, that says itself what is wrong with what stands in it. */
import { typedAmount, TYPED_CHARACTERS_MAX } from './typed-amount.ts';

interface AmountFieldProps {
  readonly name: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
}

export function AmountField({ name, value, onInput }: AmountFieldProps) {
  const typed = typedAmount(value);
  return (
    <div class="amount">
      <label>
        <span>{name}</span>
        <input
          name={name}
          maxLength={TYPED_CHARACTERS_MAX}
          autoComplete="off"
          spellcheck={false}
          value={value}
          aria-invalid={typed.kind === 'wrong'}
          aria-describedby={`${name}-told`}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </label>
      <p id={`${name}-told`} class={typed.kind === 'wrong' ? 'wrong' : 'dim'} aria-live="polite">
        {typed.kind === 'wrong' ? `${name} ${typed.why}.` : otherForm(value, typed.amount)}
      </p>
    </div>
  );
}

/** The same amount as it was not typed. */
function otherForm(text: string, amount: number): string {
  return text.trim().toLowerCase().startsWith('0x') ? String(amount) : `0x${amount.toString(16).toUpperCase()}`;
}
