/** One of a few, as radio buttons that look like one control. */

interface Props<T extends string> {
  legend: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  className?: string;
  disabled?: boolean;
}

export function Segments<T extends string>(props: Props<T>) {
  const { legend, value, options, onChange, className = '', disabled = false } = props;
  return (
    <fieldset disabled={disabled} className={`min-w-0 ${className}`}>
      <legend className="sr-only">{legend}</legend>
      <div className="flex flex-wrap gap-1 rounded-md border border-line bg-s2 p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-8 flex-1 cursor-pointer items-center justify-center rounded-sm px-3 text-center font-medium whitespace-nowrap text-text-2 has-checked:bg-s1 has-checked:text-text has-checked:shadow-[0_0_0_1px_var(--control)] has-checked:forced-chosen has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              className="sr-only"
              name={legend}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
