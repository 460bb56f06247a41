// Looks at the mini-program as far as one can without WeChat's own tools.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../dist/build/mp-weixin/', import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, 'utf8');
const json = (path) => JSON.parse(read(path));
const wrong = [];
const app = json('app.json');

const pages = [...app.pages, ...(app.subPackages ?? []).flatMap((part) => part.pages.map((page) => `${part.root}/${page}`))];
for (const page of pages) {
  for (const kind of ['js', 'json', 'wxml']) {
    if (!existsSync(`${root}${page}.${kind}`)) wrong.push(`${page}.${kind} is not there`);
  }
  for (const [name, path] of Object.entries(json(`${page}.json`).usingComponents ?? {})) {
    const file = path.startsWith('/') ? path.slice(1) : new URL(path, `file:///${page}`).pathname.slice(1);
    if (!existsSync(`${root}${file}.js`)) wrong.push(`${page} uses ${name}, which is not there: ${path}`);
  }
}
for (const tab of app.tabBar?.list ?? []) {
  if (!app.pages.includes(tab.pagePath)) wrong.push(`the tab ${tab.pagePath} is not in the main package`);
}
if (app.pages.length + (app.subPackages?.length ?? 0) < 2) wrong.push('there are no pages');

const scripts = readdirSync(root, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.js'));
const all = scripts.map((path) => [path, read(path)]);
const ours = all.filter(([path]) => !path.startsWith('common/vendor'));
const FORBIDDEN = [
  [/\bgetUserProfile\b|\bgetUserInfo\b/, 'WeChat has taken it away'],
  [/\beval\(|new Function\(/, 'WeChat runs no text as code'],
  [/method:\s*["']PATCH["']/i, 'wx.request has no PATCH'],
  [/["']http:\/\/(?!localhost)/, 'only https is allowed'],
];
for (const [path, text] of ours) {
  for (const [pattern, why] of FORBIDDEN) {
    if (pattern.test(text)) wrong.push(`${path}: ${pattern} — ${why}`);
  }
}

// What touches personal information is declared, and what is declared is used.
const declared = new Set(app.requiredPrivateInfos ?? []);
const PRIVATE = ['getLocation', 'chooseLocation', 'chooseAddress', 'choosePoi', 'getFuzzyLocation', 'onLocationChange'];
for (const name of PRIVATE) {
  const used = ours.some(([, text]) => new RegExp(`\\.${name}\\(`).test(text));
  if (used !== declared.has(name)) wrong.push(`${name} is ${used ? 'used and not' : 'not used and'} in requiredPrivateInfos`);
}
if (declared.has('getLocation') && !app.permission?.['scope.userLocation']?.desc) wrong.push('getLocation without a word why');
if (app.__usePrivacyCheck__ !== true) wrong.push('__usePrivacyCheck__ is off');
if (!existsSync(`${root}sitemap.json`)) wrong.push('sitemap.json is not there');

console.log(`mp-weixin: ${pages.length} pages, ${scripts.length} scripts looked at`);
for (const line of wrong) console.error(`mp-weixin: ${line}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
