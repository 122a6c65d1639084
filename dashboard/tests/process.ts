// A program that a test starts and ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How many of the newest lines are remembered. */
const REMEMBERED = 500;

/** What runs, so that nothing is left where a test run ends before it is stopped. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export class Process {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #listeners: (() => void)[] = [];
  #failure: string | null = null;

  /** Starts a program with nothing in its environment but PATH and `env`. */
  constructor([program = '', ...args]: string[], cwd: string, env: Record<string, string>) {
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    const fail = (why: string) => {
      this.#failure = `${program} ${why}`;
      this.#tell();
    };
    child.once('error', ({ message }) => fail(message));
    child.once('close', (code) => fail(`ended with ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        this.#lines.splice(0, this.#lines.length - REMEMBERED);
        this.#tell();
      });
    }
  }

  get id(): number {
    return this.#child.pid ?? 0;
  }

  /** Waits until it writes a line that matches; returns the first group. */
  async said(pattern: RegExp): Promise<string> {
    for (;;) {
      const line = this.#lines.find((line) => pattern.test(line));
      if (line !== undefined) {
        return pattern.exec(line)?.[1] ?? '';
      }
      if (this.#failure !== null) {
        throw new Error([this.#failure, ...this.#lines].join('\n'));
      }
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** Kills it, unless it has ended. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGKILL');
      await ended;
    }
  }

  #tell(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) {
      listener();
    }
  }
}
