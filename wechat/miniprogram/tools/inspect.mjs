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
const markup = readdirSync(root, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.wxml'))
  .map((path) => [path, read(path)]);
const FORBIDDEN = [
  [/\bgetUserProfile\b|\bgetUserInfo\b/, 'WeChat has taken it away'],
  [/\beval\(|new Function\(/, 'WeChat runs no text as code'],
  [/method:\s*["']PATCH["']/i, 'wx.request has no PATCH'],
  [/["']http:\/\/(?!localhost)/, 'only https is allowed'],
  [/\b(?:document|localStorage|sessionStorage|XMLHttpRequest)\.|\bfetch\(|\bEventSource\b/, 'a mini-program has no browser around it'],
  [/\bcreateWebSocket\b|\bweb-view\b/, 'asks for a business domain of its own'],
];
for (const [path, text] of ours) {
  for (const [pattern, why] of FORBIDDEN) {
    if (pattern.test(text)) wrong.push(`${path}: ${pattern} — ${why}`);
  }
}
for (const path of readdirSync(root, { recursive: true }).map(String)) {
  if (path.endsWith('.map')) wrong.push(`${path} is a source map`);
}

// What touches personal information is declared, and what is declared is used. First the positions, which the package
// itself has to declare; then all that the privacy guideline in WeChat's console has to name.
const declared = new Set(app.requiredPrivateInfos ?? []);
const POSITIONS = ['getLocation', 'chooseLocation', 'chooseAddress', 'choosePoi', 'getFuzzyLocation', 'onLocationChange', 'startLocationUpdate', 'startLocationUpdateBackground'];
const OTHERS = [
  'scanCode', 'chooseImage', 'chooseMedia', 'chooseVideo', 'chooseMessageFile', 'chooseInvoice', 'chooseInvoiceTitle', 'chooseLicensePlate',
  'chooseContact', 'addPhoneContact', 'addPhoneCalendar', 'addPhoneRepeatCalendar', 'getWeRunData', 'startRecord', 'getRecorderManager',
  'createCameraContext', 'createVKSession', 'saveImageToPhotosAlbum', 'saveVideoToPhotosAlbum', 'setClipboardData', 'getClipboardData',
  'openBluetoothAdapter', 'startAccelerometer', 'startCompass', 'startGyroscope', 'startDeviceMotionListening',
];
const IN_PAGES = [
  ['nickname', /type="nickname"/],
  ['chooseAvatar', /open-type="chooseAvatar"/],
  ['getPhoneNumber', /open-type="get(?:Realtime)?PhoneNumber"/],
  ['camera', /<camera\b/],
];
const called = (name) => ours.some(([, text]) => new RegExp(`\\.${name}\\(`).test(text));
for (const name of POSITIONS) {
  if (called(name) !== declared.has(name)) wrong.push(`${name} is ${called(name) ? 'used and not' : 'not used and'} in requiredPrivateInfos`);
}
const guideline = JSON.parse(readFileSync(new URL('privacy.json', import.meta.url), 'utf8'));
const used = new Set([...POSITIONS, ...OTHERS].filter(called));
for (const [name, pattern] of IN_PAGES) {
  if (markup.some(([, text]) => pattern.test(text))) used.add(name);
}
for (const name of used) if (!(name in guideline)) wrong.push(`${name} is used, and tools/privacy.json does not say what for`);
for (const name of Object.keys(guideline)) if (!used.has(name)) wrong.push(`${name} stands in tools/privacy.json and is not used`);
if (declared.has('getLocation') && !app.permission?.['scope.userLocation']?.desc) wrong.push('getLocation without a word why');
if (app.__usePrivacyCheck__ !== true) wrong.push('__usePrivacyCheck__ is off');
if (!existsSync(`${root}sitemap.json`)) wrong.push('sitemap.json is not there');
if (app.darkmode && !existsSync(`${root}${app.themeLocation ?? 'theme.json'}`)) wrong.push('there is dark mode and no theme.json');
const tabs = app.tabBar?.list.length ?? 0;
if (tabs < 2 || tabs > 5) wrong.push(`the tab bar has ${tabs} tabs; WeChat takes 2 to 5`);

console.log(`mp-weixin: ${pages.length} pages, ${scripts.length} scripts and ${markup.length} templates looked at`);
console.log(`mp-weixin: the privacy guideline has to name ${[...used].join(', ')}`);
for (const line of wrong) console.error(`mp-weixin: ${line}`);

// The same source for browsers: whoever opens it is told to nobody else. The addresses that stay are never asked for,
// or only by a tap.
const STAYING = /^https?:\/\/(?:www\.w3\.org|vuejs\.org|uri\.amap\.com)\//;
const browser = fileURLToPath(new URL('../dist/build/h5/', import.meta.url));
for (const path of existsSync(browser) ? readdirSync(browser, { recursive: true }).map(String) : []) {
  if (!/\.(?:js|css|html)$/.test(path)) continue;
  for (const [address] of readFileSync(`${browser}${path}`, 'utf8').matchAll(/https?:\/\/[\w.-]+\.[a-z]+\/[\w./-]*/g)) {
    if (STAYING.test(address)) continue;
    wrong.push(address);
    console.error(`h5: ${path} names ${address}`);
  }
}
process.exitCode = wrong.length === 0 ? 0 : 1;
