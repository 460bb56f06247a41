// Dates and numbers as people here say them. The city lives in one time zone, wherever the browser is.
const ZONE = 'Asia/Shanghai';
const CLOCK = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, month: 'numeric', day: 'numeric', weekday: 'short' });
const KEY = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });

/** 14:02 */
export const clock = (time) => CLOCK.format(new Date(time));

const dayKey = (time) => KEY.format(new Date(time));

/** 今天, 明天, 昨天, else 11月22日（周日） */
export function day(time, now = Date.now()) {
  const key = dayKey(time);
  if (key === dayKey(now)) return '今天';
  if (key === dayKey(now + 86_400_000)) return '明天';
  if (key === dayKey(now - 86_400_000)) return '昨天';
  const part = Object.fromEntries(DAY.formatToParts(new Date(time)).map(({ type, value }) => [type, value]));
  return `${part.month}月${part.day}日（${part.weekday}）`;
}

/** 今天 14:00–16:00 */
export function span(from, to, now = Date.now()) {
  const end = dayKey(from) === dayKey(to) ? clock(to) : `${day(to, now)}${gap(day(to, now))}${clock(to)}`;
  return `${day(from, now)}${gap(day(from, now))}${clock(from)}–${end}`;
}

const gap = (word) => (word.endsWith('）') ? '' : ' ');

/** 今天 14:30, 11月22日（周日）14:30; today's own hours stand alone. */
export function moment(time, now = Date.now()) {
  const word = day(time, now);
  return word === '今天' ? clock(time) : `${word}${gap(word)}${clock(time)}`;
}

/** 刚刚, 3 分钟前; in whole minutes, so that a list does not flicker. */
export function ago(time, now = Date.now()) {
  const minutes = Math.floor((now - new Date(time).getTime()) / 60_000);
  if (minutes < 1) return '刚刚';
  if (minutes < 60) return `${minutes} 分钟前`;
  return moment(time, now);
}

/** 10 分钟后, 1 小时 20 分钟后 */
export function ahead(milliseconds) {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  if (minutes < 60) return `${minutes} 分钟后`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} 小时后` : `${Math.floor(minutes / 60)} 小时 ${rest} 分钟后`;
}

const NUMBER = new Intl.NumberFormat('zh-CN', { useGrouping: false });
export const number = (value) => (value == null ? '—' : NUMBER.format(value));
