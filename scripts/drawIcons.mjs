// Draws every mark of the gutter, and the extension's icon, from one table, so that all share the
// 16 px grid and the stroke, and light and dark are always a pair. `node scripts/drawIcons.mjs`
// after a change here; a test holds media/ to it.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const STROKE = 1.5;
const media = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'media');

/** Chosen for 3:1 against the editor's background of the default themes. */
const colors = {
  unknown: { dark: '#9d9d9d', light: '#6f6f6f' },
  invalid: { dark: '#f88070', light: '#b01011' },
  missing: { dark: '#f14c4c', light: '#d11507' },
  drifted: { dark: '#e2992f', light: '#b86200' },
  extra: { dark: '#b180d7', light: '#652d90' },
  behind: { dark: '#4aa3ff', light: '#0f6fdb' },
  inSync: { dark: '#73c991', light: '#2f8132' },
};

/** Of the pencil, which stands beside any status. */
const edited = { dark: '#7cc4f5', light: '#006bb3' };

/** The ground shows through what is drawn with it, on any theme. */
const cut = (shape, holes) =>
  `<mask id="m"><rect width="16" height="16" fill="#fff"/><g fill="none" stroke="#000" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round">${holes}</g></mask>` +
  shape.replace('/>', ' mask="url(#m)"/>');

const filled = (shape) => shape.replace('/>', ' fill="C" stroke="C"/>');
const faded = (shape) => `<g opacity=".75">${shape}</g>`;

const triangle = '<path d="M8 2.25 14.25 13.25H1.75Z"/>';
const bang = '<path d="M8 6.5v2.75"/><path d="M8 11.35v.01"/>';
const diamond = '<path d="M8 1.5 14.5 8 8 14.5 1.5 8Z"/>';
const unequal = '<path d="M5.5 6.75h5M5.5 9.25h5M9.4 5 6.6 11"/>';
const square = '<rect x="2.25" y="2.25" width="11.5" height="11.5" rx="1.5"/>';
const plus = '<path d="M8 5v6M5 8h6"/>';
const question =
  '<path d="M6.25 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.85.65-.85 1.2"/><path d="M8 11.4v.01"/>';
const pencil = (x, y, size) =>
  `<path d="M${x} ${y}l${0.2 * size} ${-size}L${x + 2 * size} ${y - 2.8 * size}l${0.8 * size} ${0.8 * size}L${x + size} ${y - 0.2 * size}Z" fill="P" stroke="P" stroke-width="${0.5 * size}"/>`;
/** What stands behind the pencil gives way to it, with some ground around. */
const withPencil = (body) =>
  '<mask id="e"><rect width="16" height="16" fill="#fff" stroke="none"/><circle cx="11.9" cy="12.1" r="4.9" fill="#000" stroke="none"/></mask>' +
  `<g mask="url(#e)">${body}</g>${pencil(9.2, 14.8, 1.9)}`;
const arrow = '<path d="M6.25 2.25h3.5V8h3L8 13.5 3.25 8h3Z"/>';

/** Each status as it is, and hollow: what was last seen while the cluster is away. */
const statuses = {
  unknown: [
    `<circle cx="8" cy="8" r="6.25"/>${question}`,
    faded(`<circle cx="8" cy="8" r="6.25"/>${question}`),
  ],
  invalid: [cut(filled(triangle), bang), triangle + bang],
  missing: [
    '<circle cx="8" cy="8" r="5.75" stroke-dasharray="3.4 2.62" stroke-dashoffset="1.7"/>',
    faded('<circle cx="8" cy="8" r="5.75" stroke-dasharray="1.2 3.32"/>'),
  ],
  drifted: [cut(filled(diamond), unequal), diamond],
  extra: [cut(filled(square), plus), square + plus],
  behind: [filled(arrow), arrow],
  inSync: [
    '<circle cx="8" cy="8" r="4.75"/><path d="m5.9 8.1 1.5 1.5 2.7-3"/>',
    faded('<circle cx="8" cy="8" r="4.75"/>'),
  ],
};

/** A bar on a finding's own line, full and hollow. */
const bar = (attributes) => `<path d="M8 2.25v11.5" stroke-width="3"${attributes ?? ''}/>`;
const box = (y, height) =>
  `<rect x="6.5" y="${y}" width="3" height="${height}" rx="1" stroke-width="1"/>`;
const strike = '<path d="M3 9.5l10-3"/>';
const findings = {
  changed: [bar(), box(1.5, 13)],
  absent: ['<path d="M8 2.25v2.5M8 11.25v2.5" stroke-width="3"/>', box(1.5, 4) + box(10.5, 4)],
  added: [
    '<path d="M8 2.5v.01M8 8v.01M8 13.5v.01" stroke-width="3.25"/>',
    box(1.5, 3) + box(6.5, 3) + box(11.5, 3),
  ],
  stale: [
    '<path d="M8 1.75v.01M8 5v.01M8 11v.01M8 14.25v.01" stroke-width="2.5"/>' + strike,
    box(1.5, 3) + box(11.5, 3) + strike,
  ],
};

const svg = (body, color) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="${color}" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round">${body.replaceAll('"C"', `"${color}"`)}</svg>\n`;

/** Every file of media/marks by its name. */
export function drawMarks() {
  const files = new Map();
  const draw = (name, body, { dark, light }) => {
    files.set(`${name}-dark.svg`, svg(body.replaceAll('"P"', `"${edited.dark}"`), dark));
    files.set(`${name}-light.svg`, svg(body.replaceAll('"P"', `"${edited.light}"`), light));
  };
  draw('edited', pencil(3, 13, 3.4), edited);
  for (const [name, [full, hollow]] of Object.entries(statuses)) {
    draw(name, full, colors[name]);
    draw(`${name}-hollow`, hollow, colors[name]);
    draw(`${name}-edited`, withPencil(full), colors[name]);
    draw(`${name}-edited-hollow`, withPencil(hollow), colors[name]);
  }
  for (const [name, [full, hollow]] of Object.entries(findings)) {
    for (const state of ['drifted', 'behind']) {
      draw(`${state}-${name}`, full, colors[state]);
      draw(`${state}-${name}-hollow`, hollow, colors[state]);
    }
  }
  return files;
}

/** The extension's picture: two lines of one course, and the one that drifts off it. */
export function drawIcon() {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 128 128" fill="none" stroke-linecap="round" stroke-linejoin="round">' +
    '<rect width="128" height="128" rx="28" fill="#14213a"/>' +
    '<path d="M28 42H100" stroke="#f4f7fb" stroke-width="12"/>' +
    '<path d="M28 68h12c22 0 18 28 40 28h20" stroke="#ffb454" stroke-width="12"/>' +
    '<path d="M76 68h24" stroke="#f4f7fb" stroke-width="12" stroke-dasharray=".1 23.5" opacity=".5"/>' +
    '</svg>\n'
  );
}

async function writeAll() {
  await mkdir(path.join(media, 'marks'), { recursive: true });
  for (const [name, text] of drawMarks()) await writeFile(path.join(media, 'marks', name), text);
  await writeFile(path.join(media, 'icon.svg'), drawIcon());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeAll();
