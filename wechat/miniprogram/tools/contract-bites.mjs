// Shows that the client cannot be built against a contract that lacks what it uses: takes one thing after another out of
// a copy of openapi.yaml and expects the type check to fail, naming it. Leaves everything as it was.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('../', import.meta.url));
const contract = readFileSync(new URL('../../../openapi.yaml', import.meta.url), 'utf8');

/** The text without the block that begins with this line: all that is indented deeper. */
function withoutBlock(text, start, line) {
  const lines = text.split('\n');
  const from = lines.findIndex((one, index) => index >= start && one === line);
  if (from < 0) throw new Error(`openapi.yaml has no "${line.trim()}"`);
  const depth = line.search(/\S/);
  let to = from + 1;
  while (to < lines.length && (lines[to].trim() === '' || lines[to].search(/\S/) > depth)) to++;
  return [...lines.slice(0, from), ...lines.slice(to)].join('\n');
}

function withoutField(schema, field) {
  const start = contract.split('\n').indexOf(`    ${schema}:`);
  if (start < 0) throw new Error(`openapi.yaml has no ${schema}`);
  const text = withoutBlock(contract, start, `        ${field}:`);
  const lines = text.split('\n');
  // A field that is not there is not required either.
  const end = lines.findIndex((one, index) => index > start && /^ {4}\S/.test(one));
  return lines.filter((one, index) => index < start || index > end || one !== `      - ${field}`).join('\n');
}

const CASES = [
  ['participantSeatsLeft', () => withoutField('OccurrenceView', 'participantSeatsLeft')],
  ['alreadyCheckedIn', () => withoutField('CheckInView', 'alreadyCheckedIn')],
  ['verifier', () => withoutField('ScanRequest', 'verifier')],
  ['safeguards', () => withoutField('ActivityRequest', 'safeguards')],
  ['walkIn', () => withoutField('ActivityRequest', 'walkIn')],
  ['/api/v1/check-in-tickets', () => withoutBlock(contract, 0, '  /api/v1/check-in-tickets:')],
];

const run = (...command) => spawnSync(process.execPath, command, { cwd: here, encoding: 'utf8' });
const folder = mkdtempSync(join(tmpdir(), 'contract-'));
let wrong = 0;
try {
  for (const [name, changed] of CASES) {
    const file = join(folder, 'openapi.yaml');
    writeFileSync(file, changed());
    execFileSync(process.execPath, ['tools/client.mjs', file], { cwd: here });
    const { status, stdout } = run('node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit');
    const told = stdout.split('\n').filter((line) => line.includes('error TS') && line.includes(name));
    const bites = status !== 0 && told.length > 0;
    if (!bites) wrong++;
    console.log(`without ${name}: ${bites ? `the build breaks, ${told[0].trim().slice(0, 160)}` : 'THE BUILD DOES NOT BREAK'}`);
  }
} finally {
  rmSync(folder, { recursive: true });
  execFileSync(process.execPath, ['tools/client.mjs'], { cwd: here });
}
process.exitCode = wrong === 0 ? 0 : 1;
