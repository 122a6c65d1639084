// A table of what was measured, beside what it may be.
import { cpus, loadavg } from 'node:os';
import { basename } from 'node:path';

import { BINARIES } from '../tests/upbeat';

interface Figure {
  name: string;
  measured: number;
  unit: string;
  /** What it may be. */
  least?: number;
  most?: number;
}

export class Figures {
  readonly #figures: Figure[] = [];

  add(figure: Figure): void {
    this.#figures.push(figure);
    process.stdout.write(`${row(figure)}\n`);
  }

  print(): void {
    const lines = [
      `Load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(', ')} on ${cpus().length} cores; the server is a ${basename(BINARIES)} build.`,
      '',
      '| | measured | limit | |',
      '| --- | --- | --- | --- |',
      ...this.#figures.map(row),
    ];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }
}

function row({ name, measured, unit, least, most }: Figure): string {
  const digits = measured < 10 ? 2 : measured < 100 ? 1 : 0;
  const limit =
    most === undefined ? (least === undefined ? '–' : `≥ ${least} ${unit}`) : `≤ ${most} ${unit}`;
  const isWithin = measured <= (most ?? Infinity) && measured >= (least ?? -Infinity);
  return `| ${name} | ${measured.toFixed(digits)} ${unit} | ${limit} | ${isWithin ? '' : 'missed'} |`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
