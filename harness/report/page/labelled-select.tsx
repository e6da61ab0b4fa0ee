/** A choice among names, with its label. */
interface LabelledSelectProps<Name extends string> {
  readonly label: string;
  readonly value: Name | '';
  readonly names: readonly Name[];
  /** The text of the choice that leaves everything open; none where absent. */
  readonly anyText?: string;
  /** How a name is shown, where not as it is. */
  readonly textOf?: (name: Name) => string;
  readonly onChoose: (name: Name) => void;
}

export function LabelledSelect<Name extends string>(props: LabelledSelectProps<Name>) {
  const { label, value, names, anyText, textOf = (name: Name) => name, onChoose } = props;
  return (
    <label>
      <span>{label}</span>
      <select name={label} value={value} onChange={(event) => onChoose(event.currentTarget.value as Name)}>
        {anyText !== undefined && <option value="">{anyText}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {textOf(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
