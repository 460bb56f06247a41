// The wall screen: pairs, then shows the code and the number, and mends itself.
import { ask, pause, request, Trouble } from './api.js';
import { ArrivalsChart } from './arrivals.js';
import './rolling.js';
import { LiveStream, ServerTime } from './stream.js';
import { ago, ahead, clock, moment, number, span } from './words.js';

const SCREENS = '/api/v1/screens';
const STORED = 'yh.screen';
const $ = (id) => document.getElementById(id);

const time = new ServerTime();
const arrivals = new ArrivalsChart($('chart'), $('finding'), $('rows'));
const still = matchMedia('(prefers-reduced-motion: reduce)');

let device;
let stream;
let occurrence;
let shown;
let code;
let head;
let peak;
let latest = [];
let spokenAt = 0;
let connected;
let lostAt;
let asked = 0;

// ---- what is on the screen

function view(name) {
  for (const id of ['waiting', 'pairing', 'live']) $(id).hidden = id !== name;
  $('change').hidden = name === 'pairing' || !device;
}

function write(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function say(title, text) {
  write('waiting-title', title);
  write('waiting-text', text);
  view('waiting');
}

function heading(title, where) {
  $('title').textContent = title;
  $('where').textContent = where;
  document.title = `${title} · 签到大屏`;
}

/** The calm word about the line; a lost line is named after two seconds, so that a mere hand-over is not. */
function line(state) {
  if (state === 'open') {
    const back = $('line').dataset.state === 'lost';
    connected = true;
    lostAt = undefined;
    $('since').hidden = true;
    if ($('line').dataset.state !== 'open' || back) {
      $('line').dataset.state = 'open';
      $('line-word').textContent = back ? '已重新连上' : '已连接';
      if (back) setTimeout(() => connected && ($('line-word').textContent = '已连接'), 5_000);
    }
    return;
  }
  connected = false;
  lostAt ??= performance.now();
}

function lineIsLate() {
  if (connected || lostAt === undefined || performance.now() - lostAt < 2_000) return;
  if ($('line').dataset.state !== 'lost') {
    $('line').dataset.state = 'lost';
    $('line-word').textContent = '网络断开，正在重连…';
  }
  // A number that stands still says of when it is.
  if (head && $('since').hidden) {
    $('since').textContent = `${clock(head.asOf)} 时的数字`;
    $('since').hidden = false;
  }
}

/** A picture from SVG text. As an image it can neither run scripts nor reach the network. */
function picture(image, svg) {
  const old = image.dataset.url;
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  image.src = url;
  image.dataset.url = url;
  if (old) URL.revokeObjectURL(old);
}

function noPicture(image) {
  image.hidden = true;
  image.removeAttribute('src');
  if (image.dataset.url) URL.revokeObjectURL(image.dataset.url);
  delete image.dataset.url;
}

// ---- pairing

function forget() {
  localStorage.removeItem(STORED);
  device = undefined;
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORED));
    return kept?.deviceToken ? kept : undefined;
  } catch {
    return undefined;
  }
}

async function register() {
  device = await ask(SCREENS, { method: 'POST', body: {} });
  localStorage.setItem(STORED, JSON.stringify({ deviceToken: device.deviceToken, interval: device.interval }));
}

async function showPairing() {
  heading('签到大屏', '先接到一场活动');
  view('pairing');
  const response = await request(`${SCREENS}/current/qr`, {
    token: device.deviceToken,
    headers: { Accept: 'image/svg+xml' },
  });
  picture($('pairing-code'), await response.text());
  $('pairing-code').hidden = false;
  $('pairing-word').hidden = true;
}

function pairingText(pairingCode) {
  $('pairing-short').hidden = !pairingCode;
  if (pairingCode) $('pairing-text').textContent = pairingCode;
}

function pairingLost() {
  noPicture($('pairing-code'));
  $('pairing-word').hidden = false;
  $('pairing-word').textContent = '网络断开，正在重连…';
}

/** One life of the screen, from the stored token, or from a new one, to the end of its pairing. */
async function live() {
  device = recall();
  let failures = 0;
  let pairingShown = false;
  for (;;) {
    const mine = asked;
    try {
      if (!device) {
        await register();
        pairingShown = false;
      }
      const now = await ask(`${SCREENS}/current`, { token: device.deviceToken });
      if (mine !== asked) continue;
      failures = 0;
      line('open');
      if (now.paired) {
        pairingShown = false;
        noPicture($('pairing-code'));
        await watch(now);
        continue;
      }
      if (!pairingShown || $('pairing-code').hidden) {
        await showPairing();
        pairingShown = true;
      }
      pairingText(now.pairingCode ?? device.pairingCode);
      await pause((device.interval ?? 5) * 1_000);
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      if ([401, 403, 404, 410].includes(trouble.status)) {
        // This token is no longer known: start anew, but never in a hurry.
        forget();
        pairingShown = false;
        await pause(Math.min(30_000, 1_000 * 2 ** failures++));
        continue;
      }
      line('lost');
      if (!$('pairing').hidden) pairingLost();
      else say('网络断开，正在重连…', '连上后会自己恢复，不用动它。');
      await pause((trouble.retryAfter ?? Math.min(30, 2 ** failures++)) * 1_000);
    }
  }
}

// ---- the paired screen

/** Shows the occurrence until the pairing ends. */
function watch(now) {
  return new Promise((ended) => {
    occurrence = now.occurrenceId;
    shown = head = code = peak = undefined;
    latest = [];
    blank('正在取签到码…');
    say('正在打开…', '马上就好。');
    const done = () => {
      stream?.stop();
      stream = undefined;
      clearInterval(again);
      code = undefined;
      blank('');
      ended();
    };
    stream = new LiveStream(`${SCREENS}/current/events`, {
      token: now.screenToken ?? device.deviceToken,
      onState: line,
      onRefused: () => setTimeout(done, 1_000),
      onEvent: (type, data) => {
        const event = read(data);
        if (event && handle[type]) handle[type](event, done);
      },
    });
    stream.done = done;
    // Should the worker choose another occurrence while the stream is silent about it.
    const again = setInterval(async () => {
      try {
        const later = await ask(`${SCREENS}/current`, { token: device?.deviceToken });
        if (!later.paired || later.occurrenceId !== occurrence) done();
      } catch (trouble) {
        if ([401, 404, 410].includes(trouble.status)) done();
      }
    }, 60_000);
  });
}

function read(data) {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

const handle = {
  screen(event) {
    shown = { ...event, status: event.status?.toLowerCase() };
    heading(event.activityTitle, event.youthHomeName);
    $('numbers').hidden = event.showsHeadcount === false;
    $('live').classList.toggle('alone', event.showsHeadcount === false);
    tick();
  },

  code(event) {
    time.heard(event.asOf);
    code = event;
    draw();
  },

  headcount(event) {
    time.heard(event.asOf);
    // After a reconnect an older number may come once more; numbers only go forward.
    if (head && Date.parse(event.asOf) < Date.parse(head.asOf)) return;
    head = event;
    $('present').value = event.present;
    $('checked-in').textContent = number(event.checkedIn);
    $('enrolled').textContent = number(event.enrolled);
    $('checked-out').textContent = number(event.checkedOut);
    $('checked-out-part').hidden = !event.checkedOut;
    if (performance.now() - spokenAt > 20_000) {
      spokenAt = performance.now();
      $('spoken').textContent = `现场 ${event.present} 人，已签到 ${event.checkedIn} 人，已报名 ${event.enrolled} 人`;
    }
  },

  arrivals(event) {
    // Without the minutes the last known ones stay: the server cannot say now.
    peak = event.perMinute ?? peak;
    latest = event.last ?? [];
    if (peak) arrivals.show(peak, time.now());
    names();
  },

  closed(event, done) {
    if (event.reason === 'restarting') return;
    if (['unpaired', 'replaced', 'revoked'].includes(event.reason)) {
      done();
      return;
    }
    stream?.stop();
    code = undefined;
    blank('');
    if (!shown) {
      say('这一场已结束', '要显示另一场，请点右下角“换一场”。');
      return;
    }
    shown = { ...shown, status: event.reason === 'cancelled' ? 'cancelled' : 'closed' };
    tick();
  },
};

function names() {
  $('last').hidden = latest.length === 0;
  $('last').replaceChildren(
    ...latest.slice(0, 5).map(({ name, at }) => {
      const item = document.createElement('li');
      const when = document.createElement('span');
      item.textContent = name;
      when.textContent = ago(at, time.now());
      item.append(when);
      return item;
    }),
  );
}

// ---- the code

function draw() {
  const now = time.now();
  if (now >= Date.parse(code.validUntil)) {
    blank('网络断开，正在重连…');
    return;
  }
  picture($('code'), code.qrSvg);
  $('code').hidden = false;
  $('code-word').hidden = true;
  $('hint').hidden = false;
  const begin = Date.parse(code.validFrom);
  const next = Date.parse(code.nextAt ?? code.validUntil);
  const whole = Math.max(1, next - begin);
  const left = Math.max(0, next - now);
  for (const running of $('left').getAnimations()) running.cancel();
  $('left').animate([{ strokeDashoffset: 100 - (100 * left) / whole }, { strokeDashoffset: 100 }], {
    duration: Math.max(1, left),
    easing: still.matches ? `steps(${Math.max(1, Math.round(left / 1_000))}, end)` : 'linear',
    fill: 'forwards',
  });
}

function blank(word) {
  noPicture($('code'));
  for (const running of $('left').getAnimations()) running.cancel();
  $('hint').hidden = true;
  $('code-word').hidden = false;
  write('code-word', word);
}

function wordWithTime(before, big, after) {
  const bold = document.createElement('b');
  bold.textContent = big;
  if ($('code-word').dataset.said === before + big + after && !$('code-word').hidden) return;
  blank('');
  $('code-word').replaceChildren(before, bold, after);
  $('code-word').dataset.said = before + big + after;
}

/** Four times a second: what the time alone changes. */
function tick() {
  const now = time.now();
  const word = clock(now);
  if ($('clock').textContent !== word) {
    $('clock').textContent = word;
    names();
    // While the line is lost nobody knows whether people came: the curve stands still too.
    if (peak && connected) arrivals.show(peak, now);
  }
  lineIsLate();
  if (!stream || !shown) return;

  write('where', `${shown.youthHomeName} · ${span(shown.startsAt, shown.endsAt, now)}`);
  if (shown.status === 'cancelled') {
    code = undefined;
    blank('');
    say('活动已取消', '请留意小程序里的通知。工作人员可以点右下角“换一场”。');
    return;
  }
  const showing = code && now < Date.parse(code.validUntil);
  const after = now >= Date.parse(shown.endsAt);
  // People check out when it is over: as long as the server sends codes, they are shown.
  if (shown.status === 'closed' || (after && !showing && connected)) {
    code = undefined;
    blank('');
    const came = shown.showsHeadcount !== false && head ? `这一场共 ${head.checkedIn} 人签到，谢谢大家。` : '谢谢大家。';
    say('活动已结束', came);
    return;
  }
  view('live');
  if (showing) {
    write('scan', after ? '微信扫一扫签退' : '微信扫一扫签到');
    const left = Math.max(0, Math.ceil((Date.parse(code.nextAt ?? code.validUntil) - now) / 1_000));
    write('seconds', String(left));
    delete $('code-word').dataset.said;
    return;
  }
  const opens = Date.parse(shown.checkInOpensAt);
  if (now < opens) {
    code = undefined;
    wordWithTime('签到', moment(opens, now), `开始 · ${ahead(opens - now)}`);
    return;
  }
  if (code || !connected) {
    code = undefined;
    blank('网络断开，正在重连…');
  } else if ($('code-word').hidden || $('code-word').dataset.said) {
    blank('正在取签到码…');
  }
  delete $('code-word').dataset.said;
}

// ---- the machine that it runs on

let beat = { wall: Date.now(), steady: performance.now() };
function pulse() {
  const next = { wall: Date.now(), steady: performance.now() };
  const slept = Math.abs(next.wall - beat.wall - (next.steady - beat.steady)) > 2_000;
  if (slept) {
    // The machine slept, or somebody set its clock: what we believed about the time is worth nothing.
    time.forget();
    if (code) {
      code = undefined;
      blank('网络断开，正在重连…');
    }
    stream?.restart();
  }
  beat = next;
  tick();
}
setInterval(pulse, 250);

async function stayAwake() {
  try {
    await navigator.wakeLock?.request('screen');
  } catch {
    // Not allowed here; the TV's own setting decides.
  }
}
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible') return;
  stayAwake();
  stream?.hurry();
});

$('full').hidden = !document.fullscreenEnabled;
$('full').addEventListener('click', () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});
document.addEventListener('fullscreenchange', () => {
  $('full').textContent = document.fullscreenElement ? '退出全屏' : '全屏';
});

$('change').addEventListener('click', () => $('sure').showModal());
$('sure').addEventListener('close', async () => {
  if ($('sure').returnValue !== 'yes') return;
  const token = device?.deviceToken;
  asked++;
  forget();
  // The screen turns at once; should the server not hear of it, the token's own end does the rest.
  if (token) request(`${SCREENS}/current`, { method: 'DELETE', token }).catch(() => {});
  if (stream) stream.done();
  else say('正在打开…', '马上就好。');
});

stayAwake();
live();
