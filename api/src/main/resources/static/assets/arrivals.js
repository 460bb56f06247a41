// Arrivals per minute as a small area chart: the title says the finding, the base line is zero, a table says the same.
import { clock } from './words.js';

const MINUTE = 60_000;
const SHOWN = 30;

/** The last half hour, minute by minute; the minutes in which nobody came are there too. */
export function everyMinute(perMinute, now) {
  const people = new Map(perMinute.map(({ minute, people }) => [Math.floor(Date.parse(minute) / MINUTE), people]));
  if (people.size === 0) return [];
  const end = Math.max(Math.floor(now / MINUTE), ...people.keys());
  const start = Math.max(Math.min(...people.keys()), end - SHOWN + 1);
  // A curve needs some ground to stand on: at least ten minutes.
  const from = Math.min(start, end - 9);
  return Array.from({ length: end - from + 1 }, (_, at) => ({
    at: (from + at) * MINUTE,
    people: people.get(from + at) ?? 0,
  }));
}

/** What the curve says, in a sentence. */
export function finding(minutes) {
  const best = minutes.reduce((most, minute) => (minute.people > most.people ? minute : most), { people: 0 });
  if (best.people === 0) return minutes.length === 0 ? '还没有人签到' : '这半小时没有新的签到';
  const recent = minutes.slice(-5).reduce((sum, { people }) => sum + people, 0);
  return `每分钟签到人数：${clock(best.at)} 最多，${best.people} 人；最近 5 分钟 ${recent} 人`;
}

export class ArrivalsChart {
  #chart;
  #minutes = [];

  constructor(canvas, caption, rows) {
    Object.assign(this, { canvas, caption, rows });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#colours());
    globalThis.addEventListener('resize', () => this.#colours());
  }

  show(perMinute, now) {
    this.#minutes = everyMinute(perMinute, now);
    this.caption.textContent = finding(this.#minutes);
    this.rows.replaceChildren(
      ...this.#minutes.map(({ at, people }) => {
        const row = document.createElement('tr');
        row.insertCell().textContent = clock(at);
        row.insertCell().textContent = people;
        return row;
      }),
    );
    // The numbers stand without their picture, should the chart library not have come.
    if (!globalThis.Chart) return;
    this.#chart ??= this.#make();
    this.#chart.data.labels = this.#minutes.map(({ at }) => clock(at));
    this.#chart.data.datasets[0].data = this.#minutes.map(({ people }) => people);
    this.#chart.update(matchMedia('(prefers-reduced-motion: reduce)').matches ? 'none' : undefined);
  }

  #make() {
    const chart = new globalThis.Chart(this.canvas, {
      type: 'line',
      data: { labels: [], datasets: [{ data: [], fill: 'origin', pointRadius: 0, tension: 0.3, cubicInterpolationMode: 'monotone' }] },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: { duration: 400 },
        events: [],
        plugins: { legend: { display: false }, tooltip: { enabled: false } },
        layout: { padding: { top: 6, right: 2 } },
        scales: {
          x: { grid: { display: false }, ticks: { maxTicksLimit: 5, maxRotation: 0, autoSkipPadding: 24 } },
          y: { beginAtZero: true, suggestedMax: 4, border: { display: false }, ticks: { maxTicksLimit: 4, precision: 0 } },
        },
      },
    });
    this.#chart = chart;
    this.#colours();
    return chart;
  }

  #colours() {
    if (!this.#chart) return;
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(name).trim();
    const [set] = this.#chart.data.datasets;
    const size = Math.max(11, Math.min(innerWidth * 0.5625, innerHeight) * 0.019);
    set.borderColor = token('--accent');
    set.backgroundColor = token('--accent-soft');
    set.borderWidth = Math.max(2, size / 6);
    for (const axis of Object.values(this.#chart.options.scales)) {
      axis.ticks.color = token('--ink-quiet');
      axis.ticks.font = { size, family: token('--font') };
    }
    this.#chart.options.scales.y.grid = { color: token('--line') };
    this.#chart.options.scales.x.border = { color: token('--ink-quiet') };
    this.#chart.update('none');
  }
}
