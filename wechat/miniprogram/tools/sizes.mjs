// Prints what a build weighs and fails above its bound: WeChat takes 2 MB in a package, 2G takes a minute for 1 MB.
import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const kind = process.argv[2];
const root = fileURLToPath(new URL(`../dist/build/${kind}/`, import.meta.url));
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = `${entry.parentPath ?? entry.path}/${entry.name}`;
    const bytes = readFileSync(path);
    return { name: relative(root, path), size: bytes.length, packed: gzipSync(bytes).length };
  });
const sum = (chosen, what) => chosen.reduce((total, file) => total + file[what], 0);
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const rows = [];

if (kind === 'mp-weixin') {
  const app = JSON.parse(readFileSync(`${root}app.json`, 'utf8'));
  const roots = (app.subPackages ?? []).map((part) => part.root.replace(/\/?$/, '/'));
  const main = files.filter((file) => !roots.some((folder) => file.name.startsWith(folder)));
  rows.push(['main package', sum(main, 'size'), 700 * 1024]);
  for (const folder of roots) {
    rows.push([`subpackage ${folder}`, sum(files.filter((file) => file.name.startsWith(folder)), 'size'), 300 * 1024]);
  }
} else {
  const page = readFileSync(`${root}index.html`, 'utf8');
  const first = files.filter((file) => file.name === 'index.html' || page.includes(file.name));
  rows.push(['before the first page, gzip', sum(first, 'packed'), 160 * 1024]);
  rows.push(['everything, gzip', sum(files, 'packed'), 320 * 1024]);
}
rows.push(['everything', sum(files, 'size'), 2048 * 1024]);

let over = false;
for (const [what, bytes, bound] of rows) {
  over ||= bytes > bound;
  console.log(`${kind}: ${what} ${kib(bytes)} of at most ${kib(bound)}${bytes > bound ? '  TOO BIG' : ''}`);
}
process.exitCode = over ? 1 : 0;
