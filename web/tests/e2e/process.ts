/** A process of the real binary: it can be killed, paused, and come back. */

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

const READY_MS = 120_000;

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export class Process {
  /** Where it says whether it is ready. */
  readonly url: string;
  readonly #args: string[];
  #child: ChildProcess | null = null;

  constructor(url: string, args: string[]) {
    this.url = url;
    this.#args = args;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** Starts it, and waits until it can do its work. */
  async run(): Promise<void> {
    const binary = process.env['CROUPIER_BINARY'];
    if (!binary) throw new Error('CROUPIER_BINARY names no server; use `npm run e2e`');
    const child = (this.#child = spawn(binary, this.#args, { stdio: 'ignore' }));
    const until = Date.now() + READY_MS;
    while (Date.now() < until && child.exitCode === null) {
      const ready = await fetch(`${this.url}/health/ready`).catch(() => null);
      if (ready?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`not ready: croupier ${this.#args.join(' ')}`);
  }

  /** It does nothing, and knows nothing of it. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  /** `kill -9`, without any chance to tidy up. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.#child = null;
  }
}
