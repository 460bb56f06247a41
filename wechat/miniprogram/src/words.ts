// Dates and numbers as people here say them. The city lives in one time zone, without summer time, and a phone's own
// script engine may know no zones at all.
const EIGHT_HOURS = 8 * 3_600_000;
const DAY = 86_400_000;
const WEEK = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

const two = (value: number) => String(value).padStart(2, '0');
const local = (time: string | number) => new Date(new Date(time).getTime() + EIGHT_HOURS);
const dayNumber = (time: string | number) => Math.floor(local(time).getTime() / DAY);

/** 14:02 */
export const clock = (time: string | number): string => `${two(local(time).getUTCHours())}:${two(local(time).getUTCMinutes())}`;

/** 今天, 明天, 昨天, else 11月22日（周日） */
export function day(time: string | number, now = Date.now()): string {
  const apart = dayNumber(time) - dayNumber(now);
  if (apart === 0) return '今天';
  if (apart === 1) return '明天';
  if (apart === -1) return '昨天';
  const there = local(time);
  return `${there.getUTCMonth() + 1}月${there.getUTCDate()}日（${WEEK[there.getUTCDay()]}）`;
}

const gap = (word: string) => (word.endsWith('）') ? '' : ' ');

/** 今天 14:00–16:00 */
export function span(from: string, to: string, now = Date.now()): string {
  const end = dayNumber(from) === dayNumber(to) ? clock(to) : moment(to, now);
  return `${moment(from, now)}–${end}`;
}

/** 今天 14:30, 11月22日（周日）14:30 */
export function moment(time: string | number, now = Date.now()): string {
  const word = day(time, now);
  return word + gap(word) + clock(time);
}

/** 10 分钟后, 2 小时后, else the moment. */
export function soon(time: string, now = Date.now()): string {
  const minutes = Math.ceil((new Date(time).getTime() - now) / 60_000);
  if (minutes <= 0 || minutes > 180) return moment(time, now);
  if (minutes < 60) return `${minutes} 分钟后`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} 小时后` : `${Math.floor(minutes / 60)} 小时 ${rest} 分钟后`;
}

/** 850 米, 2.3 公里 */
export const distance = (metres: number): string => (metres < 1000 ? `${Math.round(metres / 10) * 10} 米` : `${(metres / 1000).toFixed(1)} 公里`);

/** 45 分钟, 2 小时 30 分钟 */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} 分钟`;
  return rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分钟`;
}

/** The city's day and hour as an ISO instant: `2026-11-22`, `14:00`. */
export const instant = (date: string, time: string): string => `${date}T${time}:00+08:00`;

/** 2026-11-22, as the city's calendar has it. */
export const date = (time: string | number): string => local(time).toISOString().slice(0, 10);

export const ROLES = {
  community_worker: '社区工作者',
  local_unit_league: '镇街团委',
  city_league: '团市委',
  auditor: '审计员',
} as const;

export const PROGRAMMES = {
  thought_leadership: '思想引领',
  culture: '文化提升',
  health: '身心健康',
  employment: '就业创业',
  social: '联谊交友',
  rights: '权益维护',
  safety: '安全自护',
  social_practice: '社会实践',
  volunteering: '志愿服务',
  property: '物业管理',
} as const;

export const STATES = {
  draft: '草稿',
  in_review: '审核中',
  published: '已发布',
  closed: '已结束',
  cancelled: '已取消',
} as const;

export const AS = { participant: '参与者', volunteer: '志愿者' } as const;

/** What a draft lacks, by the contract's field. */
export const LACKS: Record<string, string> = {
  title: '名称',
  programme: '项目',
  description: '做什么',
  conditions: '条件（条例要求）',
  risks: '风险（条例要求）',
  safeguards: '保障和保险（条例要求）',
  contact: '联系（条例要求）',
  occurrences: '时间',
};

export const WARNINGS = {
  clash: '同一处那时还有别的活动',
  holiday: '那天放假',
  unusual_hour: '时间不寻常，请核对',
  home_not_listed: '这个青年之家没有挂牌，别人看不到',
} as const;

export const PARTS = { weekday: '工作日白天', evening: '晚上', weekend: '周末' } as const;

export const AUDIENCES = { families: '亲子家庭', students: '学生', young_workers: '青年职工', older_people: '老年人' } as const;

export const PHOTO_STATES = { checking: '正在检查，通过后别人才看得到', in_review: '等工作人员看一眼', passed: '已通过', refused: '没有通过，请换一张' } as const;
