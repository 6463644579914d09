import type { ButtonHTMLAttributes, ReactNode } from 'react';

type Look = 'primary' | 'secondary' | 'quiet';

const LOOKS: Record<Look, string> = {
  primary:
    'bg-accent text-on-accent border-transparent font-bold enabled:hover:brightness-110 enabled:active:brightness-95',
  secondary: 'bg-s2 text-text border-control enabled:hover:bg-s3',
  quiet:
    'bg-transparent text-text-2 border-transparent enabled:hover:bg-s2 enabled:hover:text-text',
};

const BASE =
  'inline-flex items-center justify-center gap-2 rounded-md border px-3 min-h-10 min-w-10 font-medium whitespace-nowrap transition-[filter,background-color] duration-[120ms] disabled:cursor-not-allowed disabled:bg-s2 disabled:text-muted disabled:border-line aria-disabled:cursor-not-allowed';

export function buttonClass(look: Look = 'secondary', more = ''): string {
  return `${BASE} ${LOOKS[look]} ${more}`;
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  children: ReactNode;
}

export function Button({ look = 'secondary', className = '', type = 'button', ...rest }: Props) {
  return <button type={type} className={buttonClass(look, className)} {...rest} />;
}
