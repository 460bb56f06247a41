// What a city officer opens: today's activities and how many people are there. Read only.
import { ask, Trouble } from './api.js';
import { HomesMap } from './map.js';
import './rolling.js';
import { Session } from './session.js';
import { ago, clock, day, number, span } from './words.js';

const EVERY = 5_000;
const $ = (id) => document.getElementById(id);

const session = new Session('yh.today');
const map = new HomesMap($('map'), (id) => {
  chosen = id;
  paint();
});

let chosen;
let today;
let others = [];
let etag;
let received;
let read;
let failures = 0;
let timer;

/** Milliseconds that nobody sets back. */
const steady = () => performance.timeOrigin + performance.now();

function view(name) {
  for (const id of ['sign-in', 'forbidden', 'board']) $(id).hidden = id !== name;
  $('who').hidden = name === 'sign-in';
}

// ---- signing in

async function signIn() {
  clearTimeout(timer);
  today = etag = chosen = undefined;
  others = [];
  view('sign-in');
  const accounts = await ask('/demo/accounts.json').catch(() => []);
  const officers = accounts.filter(({ name }) => /^(demo:)?(city|local-unit)/.test(name));
  $('by-demo').hidden = officers.length === 0;
  $('by-wechat').hidden = officers.length > 0;
  $('choices').replaceChildren(
    ...officers.map(({ name, description }, at) => {
      const choice = document.createElement('button');
      choice.type = 'button';
      choice.className = at === 0 ? 'button' : 'button plain';
      choice.textContent = `${description ?? ''}（${name}）`;
      choice.addEventListener('click', () => enter(name, choice));
      return choice;
    }),
  );
}

async function enter(name, choice) {
  choice.disabled = true;
  $('sign-in-trouble').hidden = true;
  try {
    const person = await session.enter(name.startsWith('demo:') ? name : `demo:${name}`);
    named(person?.displayName);
    start();
  } catch (trouble) {
    $('sign-in-trouble').hidden = false;
    $('sign-in-trouble').textContent =
      trouble.status === 0 ? '网络断开了，没能登录。请连上网络后再试。' : trouble.message || '没能登录，请稍后再试。';
  } finally {
    choice.disabled = false;
  }
}

function named(name) {
  if (name) sessionStorage.setItem('yh.today.name', name);
  $('name').textContent = name ?? sessionStorage.getItem('yh.today.name') ?? '';
}

async function leave() {
  sessionStorage.removeItem('yh.today.name');
  await session.leave();
  signIn();
}

// ---- keeping up with today

function start() {
  view('board');
  named();
  poll();
  lookAround();
}

/** The homes with nothing on today, for whoever looks after all of them: where nothing happens is news, too. */
async function lookAround() {
  try {
    const me = await (await session.request('/api/v1/me')).json();
    if (!me.roles?.some(({ role }) => role === 'city_league')) return;
    const found = [];
    let after = '';
    do {
      const page = await ask(`/api/v1/youth-homes?limit=100${after && `&after=${encodeURIComponent(after)}`}`);
      found.push(...page.items);
      after = page.next ?? '';
    } while (after && found.length < 2_000);
    others = found.map(({ community, ...home }) => ({ ...home, communityName: community?.name, activities: 0, present: 0 }));
    paint();
  } catch (trouble) {
    // The map shows less without them, and nothing wrong.
    if (!(trouble instanceof Trouble)) throw trouble;
  }
}

async function poll() {
  clearTimeout(timer);
  try {
    const response = await session.request('/api/v1/today', { headers: etag ? { 'If-None-Match': etag } : {} });
    if (response.status !== 304) {
      today = await response.json();
      etag = response.headers.get('ETag');
    }
    failures = 0;
    read = steady();
    if (response.status !== 304) received = read;
    paint();
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    if (trouble.status === 401) {
      signIn();
      return;
    }
    if (trouble.status === 403) {
      view('forbidden');
      return;
    }
    failures++;
    stale(trouble);
  }
  if (!document.hidden && session.known) timer = setTimeout(poll, Math.min(60_000, EVERY * 2 ** Math.min(failures, 4)));
}

function stale(trouble) {
  $('stale').hidden = false;
  const what = trouble.status === 0 ? '网络断开，正在重连…' : '暂时取不到新数字，正在再试…';
  $('stale').textContent = today ? `${what} 下面是${ago(read, steady())}的数字。` : what;
}

// ---- painting

const STATES = { ahead: '未开始', running: '进行中', over: '已结束', cancelled: '已取消' };

function stateOf({ status: stored, startsAt, endsAt }, now) {
  const status = stored?.toLowerCase();
  if (status === 'cancelled') return 'cancelled';
  if (status === 'closed' || now >= Date.parse(endsAt)) return 'over';
  return now >= Date.parse(startsAt) ? 'running' : 'ahead';
}

const ORDER = ['running', 'ahead', 'over', 'cancelled'];

function paint() {
  if (!today) return;
  // An answer of "nothing changed" brings no time of its own: the last one goes on by the steady clock.
  const now = Date.parse(today.asOf) + (read - received);
  $('stale').hidden = failures === 0;
  $('date').textContent = day(now, 0);
  const { city } = today;
  $('present').value = city.present;
  $('activities').textContent = `${number(city.activities)} 场`;
  $('enrolled').textContent = number(city.enrolled);
  $('checked-in').textContent = number(city.checkedIn);
  $('checked-out').textContent = number(city.checkedOut);
  $('as-of').textContent = `数字截至 ${clock(now)}，每 5 秒更新。地图只示意青年之家的相对位置。`;
  paintMap();
  paintList(now);
}

/** Those with something on today, and the others. */
function allHomes() {
  const busy = today.youthHomes;
  return [...busy, ...others.filter(({ id }) => !busy.some((home) => home.id === id))];
}

function paintMap() {
  const homes = allHomes();
  const busy = today.youthHomes;
  const top = busy.reduce((most, home) => (home.present > (most?.present ?? 0) ? home : most), undefined);
  $('map-title').textContent =
    busy.length === 0
      ? '今天没有青年之家办活动'
      : `${busy.length} 个青年之家今天有活动${top ? `，${top.name}现场人最多` : ''}`;
  $('homes').replaceChildren(
    ...homes.map((home) => {
      const row = document.createElement('tr');
      for (const text of [home.name, home.communityName, home.activities, home.present]) row.insertCell().textContent = text;
      return row;
    }),
  );
  map.show(homes, chosen);
}

function paintList(now) {
  const home = allHomes().find(({ id }) => id === chosen);
  const listed = today.occurrences
    .filter(({ youthHomeName }) => !home || youthHomeName === home.name)
    .map((occurrence) => ({ ...occurrence, state: stateOf(occurrence, now) }))
    .sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || Date.parse(a.startsAt) - Date.parse(b.startsAt));
  $('list-title').textContent = home ? `${home.name}的活动` : '今天的活动';
  $('all').hidden = !home;
  $('empty').hidden = listed.length > 0;
  $('empty').textContent = home
    ? '这一家今天没有活动。点“看全部”看其他青年之家。'
    : '今天没有活动。社区工作人员发布的活动会出现在这里。';
  $('table').hidden = listed.length === 0;
  $('rows').replaceChildren(...listed.map((occurrence) => line(occurrence, now)));
}

function line(occurrence, now) {
  const row = document.createElement('tr');
  row.className = occurrence.state;
  const title = document.createElement('b');
  title.textContent = occurrence.activityTitle;
  const place = document.createElement('small');
  place.textContent = [occurrence.programmeName, occurrence.communityName, occurrence.youthHomeName].filter(Boolean).join(' · ');
  row.insertCell().append(title, place);
  const when = document.createElement('span');
  when.textContent = span(occurrence.startsAt, occurrence.endsAt, now).replace(/^今天 /, '');
  const state = document.createElement('small');
  state.className = 'state';
  state.dataset.state = occurrence.state;
  state.textContent = STATES[occurrence.state];
  row.insertCell().append(when, state);
  for (const [label, value] of [
    ['现场', occurrence.present],
    ['已签到', occurrence.checkedIn],
    ['已报名', occurrence.enrolled],
    ['名额', occurrence.capacity],
  ]) {
    const cell = row.insertCell();
    cell.className = label === '现场' ? 'n now' : 'n';
    cell.dataset.label = label;
    cell.textContent = value == null && label === '名额' ? '不限' : number(value);
  }
  return row;
}

$('leave').addEventListener('click', leave);
$('other').addEventListener('click', leave);
$('all').addEventListener('click', () => {
  chosen = undefined;
  paint();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && !$('board').hidden) poll();
});
globalThis.addEventListener('online', () => {
  if (!$('board').hidden) poll();
});

$('date').textContent = day(Date.now(), 0);
if (session.known) start();
else signIn();
