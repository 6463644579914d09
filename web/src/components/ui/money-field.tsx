import { useId, useState } from 'react';
import { format, type Money, moneyFromText, share, toInputText } from '~/shared/money/money';

interface Props {
  label: string;
  value: Money;
  /** Between which it has to be; null is not known, and not judged here. */
  limits: { min: Money; max: Money } | null;
  onChange: (money: Money) => void;
  disabled?: boolean;
  /** What the server found wrong with it. */
  error?: string | null;
  presets?: readonly Money[];
}

const clamp = (money: Money, limits: Props['limits']): Money => {
  if (!limits) return money;
  const { min, max } = limits;
  return money < min ? min : money > max ? max : money;
};

const QUICK =
  'min-h-9 min-w-9 rounded-sm border border-line bg-s2 px-2 text-sm font-medium text-text-2 enabled:hover:bg-s3 enabled:hover:text-text disabled:text-muted num';

/** Money by hand: at most two decimals, never rounded; what cannot be is said beside it. */
export function MoneyField(props: Props) {
  const { label, value, limits, onChange, disabled = false, error, presets = [] } = props;
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft === null ? value : moneyFromText(draft);
  const own = fault(typed, limits);
  const shown = own ?? error;

  const type = (text: string) => {
    setDraft(text);
    const money = moneyFromText(text);
    if (money !== null && !fault(money, limits)) onChange(money);
  };
  const choose = (money: Money) => {
    setDraft(null);
    onChange(clamp(money, limits));
  };

  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium text-text-2">
        {label}
      </label>
      <div className="flex gap-1">
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          className="num min-h-10 w-full min-w-0 rounded-md border border-control bg-s2 px-3 text-md font-medium text-text disabled:border-line disabled:text-muted aria-invalid:border-loss"
          value={draft ?? toInputText(value)}
          disabled={disabled}
          aria-invalid={shown ? true : undefined}
          aria-describedby={`${id}-note`}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setDraft(null)}
        />
        <button
          type="button"
          className={QUICK}
          disabled={disabled}
          onClick={() => choose(share(value, 1, 2))}
        >
          ½<span className="sr-only"> of the stake</span>
        </button>
        <button
          type="button"
          className={QUICK}
          disabled={disabled}
          onClick={() => choose(share(value, 2, 1))}
        >
          2×<span className="sr-only"> the stake</span>
        </button>
      </div>
      <p id={`${id}-note`} className={`mt-1 min-h-4 text-xs ${shown ? 'text-loss' : 'text-muted'}`}>
        {shown ?? (limits && `${format(limits.min)} to ${format(limits.max)}`)}
      </p>
      {presets.length > 0 && (
        <div className="mt-1 grid grid-cols-4 gap-1">
          {presets.map((preset) => (
            <button
              key={preset}
              type="button"
              className={QUICK}
              disabled={disabled}
              onClick={() => choose(preset)}
            >
              {format(preset).replace('.00', '')}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function fault(money: Money | null, limits: Props['limits']): string | null {
  if (money === null) return 'An amount like 12.50, with at most two decimals.';
  if (limits && money < limits.min) return `At least ${format(limits.min)}.`;
  if (limits && money > limits.max) return `At most ${format(limits.max)}.`;
  return null;
}
