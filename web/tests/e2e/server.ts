/** The real server on free ports and a directory of its own; it can be killed and come back. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_MS = 120_000;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

export class Server {
  readonly gateway: string;
  readonly web: string;
  readonly #args: string[];
  readonly #directory: string;
  #child: ChildProcess | null = null;

  private constructor(directory: string, ports: number[], more: string[]) {
    const [gateway = 0, command = 0, query = 0, web = 0] = ports;
    this.#directory = directory;
    this.gateway = `http://127.0.0.1:${gateway}`;
    this.web = `http://127.0.0.1:${web}`;
    this.#args = [
      'up',
      ...['--log', `file:${directory}`],
      ...['--gateway-listen', `127.0.0.1:${gateway}`],
      ...['--command-listen', `127.0.0.1:${command}`],
      ...['--query-listen', `127.0.0.1:${query}`],
      ...['--web-listen', `127.0.0.1:${web}`],
      ...more,
    ];
  }

  static async start(...more: string[]): Promise<Server> {
    const directory = await mkdtemp(join(tmpdir(), 'croupier-e2e-'));
    const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const server = new Server(directory, ports, more);
    await server.run();
    return server;
  }

  /** Starts the process, and waits until it takes bets. */
  async run(): Promise<void> {
    const binary = process.env['CROUPIER_BINARY'];
    if (!binary) throw new Error('CROUPIER_BINARY names no server; use `npm run e2e`');
    this.#child = spawn(binary, this.#args, { stdio: 'ignore' });
    const until = Date.now() + READY_MS;
    while (Date.now() < until) {
      const ready = await fetch(`${this.gateway}/health/ready`).catch(() => null);
      if (ready?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the server is not ready');
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

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
