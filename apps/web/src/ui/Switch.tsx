type Props = {
  readonly on: boolean;
  readonly label: string;
  readonly onChange: (on: boolean) => void;
  readonly tabIndex?: number;
  readonly className?: string;
};

/** On or off, at once. */
export function Switch({ on, label, onChange, tabIndex, className = '' }: Props) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={label}
      title={label}
      tabIndex={tabIndex}
      className={`switch ${className}`}
      onClick={() => onChange(!on)}
    />
  );
}
