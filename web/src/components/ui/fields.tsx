/** Labelled fields that narrow down a list. */

import { useState } from 'react';

const FIELD =
  'min-h-10 rounded-md border border-control bg-s2 px-3 text-base text-text [color-scheme:inherit]';
const LABEL = 'flex flex-col gap-1 text-sm font-medium text-text-2';

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
  children: readonly (readonly [string, string])[];
}

export function Choice({ label, value, onChange, className = '', children }: ChoiceProps) {
  return (
    <label className={LABEL}>
      {label}
      <select
        className={`${FIELD} ${className}`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">All</option>
        {children.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  inputMode?: 'decimal' | 'text';
  className?: string;
}

/** What is typed shows at once, however late `value` follows; mounted anew, it shows that again. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, inputMode = 'text', className = '' } = props;
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <label className={LABEL}>
      {label}
      <input
        inputMode={inputMode}
        className={`${FIELD} ${className}`}
        value={draft ?? value}
        onChange={(event) => {
          setDraft(event.target.value);
          onChange(event.target.value);
        }}
      />
    </label>
  );
}
