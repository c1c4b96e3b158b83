// Medians with their spread, and tables for people.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

// The median of each number in a list of like objects, and the least and most of it.
export function summary(runs, numbers) {
  return Object.fromEntries(numbers.map((name) => {
    const values = runs.map((run) => run[name]);
    return [name, { median: median(values), least: Math.min(...values), most: Math.max(...values) }];
  }));
}

const plain = (value) => {
  if (value === undefined || value === null || Number.isNaN(value)) return '-';
  if (typeof value !== 'number') return String(value);
  const digits = Number.isInteger(value) || Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 100 ? 1 : 2;
  return value.toFixed(digits);
};

// One cell: a number, or a median with its spread.
export const cell = (value) => {
  if (value === null || typeof value !== 'object') return plain(value);
  const middle = plain(value.median);
  return value.least === value.most ? middle : `${middle} (${plain(value.least)}-${plain(value.most)})`;
};

export function table(title, head, rows) {
  const cells = [head, ...rows.map((row) => row.map(cell))];
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const lines = cells.map((row) => row.map((text, i) => (i ? text.padStart(widths[i]) : text.padEnd(widths[i]))).join('  '));
  return `\n${title}\n${lines.join('\n')}\n`;
}
