import { isMet, type Figure, type Target, type Unit } from './figure.ts';

/** The figures as a table for people, one a line. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    formatValue(figure.value, figure.unit),
    figure.target === undefined ? '' : formatTarget(figure.target, figure.unit),
    markOf(figure),
  ]);
  const all = [['figure', 'measured', 'target', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function markOf(figure: Figure): string {
  const met = isMet(figure);
  if (met === undefined) return '';
  return met ? '✓ met' : '✗ MISSED';
}

function formatTarget(target: Target, unit: Unit): string {
  return 'least' in target
    ? `≥ ${formatValue(target.least, unit)}`
    : `< ${formatValue(target.below, unit)}`;
}

function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 'ms':
      return value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${round(value)} ms`;
    case '×':
      return `${round(value)} ×`;
    case 'bytes':
      return value >= 10_000 ? `${round(value / 1000)} kB` : `${round(value)} B`;
    case 'requests':
      return round(value);
  }
}

function round(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
}
