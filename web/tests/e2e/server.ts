/** The real server on free ports and a directory of its own: in one process, or in four. */

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Process } from './process';

/** Every role in one process, on the embedded engines. */
export class Server {
  readonly gateway: string;
  readonly web: string;
  readonly #process: Process;
  readonly #directory: string;

  private constructor(directory: string, ports: number[], more: string[]) {
    const [gateway = 0, command = 0, query = 0, web = 0] = ports;
    this.#directory = directory;
    this.gateway = `http://127.0.0.1:${gateway}`;
    this.web = `http://127.0.0.1:${web}`;
    this.#process = new Process(this.gateway, [
      'up',
      ...['--log', `file:${directory}`],
      ...['--gateway-listen', `127.0.0.1:${gateway}`],
      ...['--command-listen', `127.0.0.1:${command}`],
      ...['--query-listen', `127.0.0.1:${query}`],
      ...['--web-listen', `127.0.0.1:${web}`],
      ...more,
    ]);
  }

  static async start(...more: string[]): Promise<Server> {
    const directory = await directoryOfOwn();
    const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const server = new Server(directory, ports, more);
    await server.run();
    return server;
  }

  run = (): Promise<void> => this.#process.run();

  kill = (): Promise<void> => this.#process.kill();

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** Servers to share, as `cargo xtask test` names them. */
const KAFKA = process.env['CROUPIER_TEST_KAFKA'];
const REDIS = process.env['CROUPIER_TEST_REDIS'];

/** Why there is nothing to run roles on; null where there is. */
export const noServers = KAFKA && REDIS ? null : 'CROUPIER_TEST_KAFKA or _REDIS names no server';

/** One role a process, on a Kafka and a Redis that are shared: topics and keys are its own. */
export class Roles {
  readonly command: Process;
  readonly processor: Process;
  readonly query: Process;
  readonly gateway: Process;
  readonly web: string;
  readonly #directory: string;

  private constructor(directory: string, ports: number[]) {
    const [command = 0, processor = 0, query = 0, gateway = 0, web = 0] = ports;
    const prefix = `e2e-${randomUUID()}`;
    const log = ['--log', `kafka://${KAFKA}/${prefix}?allow_not_durable=true`];
    const views = ['--views', REDIS ?? '', '--views-prefix', prefix];
    const secrets = ['--secrets', directory];
    const role = (name: string, port: number, ...args: string[]) =>
      new Process(`http://127.0.0.1:${port}`, [name, '--listen', `127.0.0.1:${port}`, ...args]);
    this.#directory = directory;
    this.web = `http://127.0.0.1:${web}`;
    this.command = role('command', command, ...log, ...secrets);
    this.processor = role('processor', processor, ...log, ...views);
    this.query = role('query', query, ...views, ...secrets);
    const behind = ['--command-url', this.command.url, '--query-url', this.query.url];
    const pages = ['--web-listen', `127.0.0.1:${web}`];
    this.gateway = role('gateway', gateway, ...behind, ...pages, ...secrets);
  }

  static async start(): Promise<Roles> {
    const directory = await directoryOfOwn();
    const ports = await Promise.all(Array.from({ length: 5 }, freePort));
    const roles = new Roles(directory, ports);
    // Who comes first makes the topics, the secrets and the views that the next one opens.
    for (const role of roles.#all()) await role.run();
    return roles;
  }

  /** Starts again what was killed. */
  async revive(): Promise<void> {
    for (const role of this.#all()) if (!role.isRunning) await role.run();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all().map((role) => role.kill()));
    await rm(this.#directory, { recursive: true, force: true });
  }

  #all = (): Process[] => [this.command, this.processor, this.query, this.gateway];
}

const directoryOfOwn = (): Promise<string> => mkdtemp(join(tmpdir(), 'croupier-e2e-'));
