// What an ordinary camera's scan opens: which activity this is, and how to go on in WeChat.
import { ask, Trouble } from './api.js';
import { moment, span } from './words.js';

const $ = (id) => document.getElementById(id);
const code = decodeURIComponent(location.pathname.split('/').filter(Boolean)[1] ?? '');
const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

const GO_ON = inWeChat
  ? ['点右上角关闭这一页', '打开微信“扫一扫”，对准现场屏幕上的码', '按提示签到']
  : ['打开微信', '点“＋”里的“扫一扫”，对准现场屏幕上的码', '按提示签到'];

const TROUBLES = {
  expired_code: ['这个码过期了', '现场的码每隔几秒就换一次。请用微信“扫一扫”，扫屏幕上最新的码。', true],
  unknown_code: ['认不出这个码', '它可能没有扫全，或不是青年之家的签到码。请用微信“扫一扫”，再扫一次现场屏幕上的码。', true],
  wrong_activity: ['这个码不是这一场的', '请扫这一场活动屏幕上的码。', true],
  not_open_yet: ['还没开始签到', '请到时再用微信“扫一扫”扫屏幕上的码。', true],
  closed: ['签到已结束', '如果您当时在场，请找工作人员补签。', false],
  cancelled: ['活动已取消', '请留意小程序里的通知，或问问现场工作人员。', false],
  rate_limited: ['请稍等一会儿', '扫的人有点多，过一分钟再试。', true],
};

function show(title, facts, word, { steps = true, warn = false, retry = false } = {}) {
  $('loading').hidden = true;
  $('answer').hidden = false;
  $('title').textContent = title;
  $('facts').textContent = facts;
  $('facts').hidden = !facts;
  $('word').textContent = word;
  $('word').hidden = !word;
  $('word').classList.toggle('warn', warn);
  $('retry-part').hidden = !retry;
  $('how').hidden = !steps;
  document.title = `${title} · 青年之家`;
}

function support(text) {
  $('support').hidden = !text;
  $('support').textContent = text;
}

async function look() {
  $('loading').hidden = false;
  $('answer').hidden = true;
  support('');
  try {
    tell(await ask(`/api/v1/check-in-codes/${encodeURIComponent(code)}`));
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    refuse(trouble);
  }
}

function tell(activity) {
  const facts = `${span(activity.startsAt, activity.endsAt)}\n${activity.youthHomeName}`;
  if (activity.status?.toLowerCase() === 'cancelled') {
    show(activity.activityTitle, facts, '活动已取消。请留意小程序里的通知。', { steps: false, warn: true });
  } else if (Date.now() > Date.parse(activity.endsAt)) {
    show(activity.activityTitle, facts, '活动已结束。要签退，请用微信“扫一扫”扫屏幕上的码；还没签到的，请找工作人员补签。');
  } else if (activity.checkInOpensAt && Date.now() < Date.parse(activity.checkInOpensAt)) {
    show(activity.activityTitle, facts, `还没开始签到。签到 ${moment(activity.checkInOpensAt)} 开始，请到时再扫。`);
  } else {
    show(activity.activityTitle, facts, inWeChat ? '请用微信“扫一扫”重新扫码签到。' : '请用微信“扫一扫”打开，再签到。');
    offerBrowser();
  }
}

// A demonstration has accounts to choose from; elsewhere only WeChat can say who somebody is.
async function offerBrowser() {
  const accounts = await ask('/demo/accounts.json').catch(() => []);
  if (accounts.length === 0) return;
  $('browser').href = `/m/#/pages/arrive/arrive?code=${encodeURIComponent(code)}`;
  $('browser-part').hidden = false;
}

function refuse(trouble) {
  if (trouble.status === 0) {
    show('网络断开了', '', '连上网络后再试。您也可以直接打开微信“扫一扫”。', { warn: true, retry: true });
    return;
  }
  const known = TROUBLES[trouble.code] ?? (trouble.status === 404 || trouble.status === 400 ? TROUBLES.unknown_code : undefined);
  if (known) {
    const [title, word, steps] = known;
    show(title, '', word, { steps, warn: true, retry: trouble.passing });
  } else {
    show('暂时看不了', '', '我们这边出了点问题，请稍后再试。您也可以直接打开微信“扫一扫”。', { warn: true, retry: true });
  }
  support([trouble.code, trouble.traceId].filter(Boolean).join(' · '));
}

$('steps').replaceChildren(
  ...GO_ON.map((text) => {
    const step = document.createElement('li');
    step.textContent = text;
    return step;
  }),
);
$('retry').addEventListener('click', look);
look();
