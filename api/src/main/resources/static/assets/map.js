// The homes where they are, without a base map: GCJ-02 coordinates as they come, north up, a scale bar.
const SVG = 'http://www.w3.org/2000/svg';
const METRES_PER_DEGREE = 111_320;

function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Metres to the east and south of the middle. */
function flat(homes) {
  const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
  const longitude = middle(homes.map((home) => home.longitude));
  const latitude = middle(homes.map((home) => home.latitude));
  const shrink = Math.cos((latitude * Math.PI) / 180);
  return homes.map((home) => ({
    home,
    x: (home.longitude - longitude) * METRES_PER_DEGREE * shrink,
    y: (latitude - home.latitude) * METRES_PER_DEGREE,
  }));
}

const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A width in pixels that the label surely fits into: Chinese characters are square. */
const widthOf = (text, size) => [...text].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e80 ? size : size * 0.6), 0);

export class HomesMap {
  #homes = [];
  #chosen;

  constructor(svg, onChoose) {
    this.svg = svg;
    this.onChoose = onChoose;
    new ResizeObserver(() => this.#draw()).observe(svg);
  }

  show(homes, chosen) {
    this.#homes = homes.filter((home) => Number.isFinite(home.longitude) && Number.isFinite(home.latitude));
    this.#chosen = chosen;
    this.#draw();
  }

  #draw() {
    const { width, height } = this.svg.getBoundingClientRect();
    if (width < 50 || height < 50) return;
    const focused = this.svg.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    this.svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    if (this.#homes.length === 0) {
      this.svg.replaceChildren();
      return;
    }
    const spots = flat(this.#homes);
    const margin = { x: Math.min(90, width * 0.2), y: 48 };
    const reach = (key) => Math.max(500, ...spots.map((spot) => Math.abs(spot[key])));
    const scale = Math.min((width / 2 - margin.x) / reach('x'), (height / 2 - margin.y) / reach('y'));
    const most = Math.max(1, ...this.#homes.map((home) => home.present));
    const largest = Math.min(26, width / 16);
    for (const spot of spots) {
      spot.x = width / 2 + spot.x * scale;
      spot.y = height / 2 + spot.y * scale;
      spot.r = spot.home.activities === 0 ? 5 : 7 + (largest - 7) * Math.sqrt(spot.home.present / most);
    }
    // The busiest home gets its label first; a label without room shows when its home is pointed at or chosen.
    spots.sort((a, b) => b.home.present - a.home.present || b.home.activities - a.home.activities);
    const taken = spots.map(({ x, y, r }) => ({ x: x - r, y: y - r, w: 2 * r, h: 2 * r }));
    const nodes = spots.map((spot) => this.#home(spot, taken, width, height));
    // The small ones lie on top, so that each can be touched.
    this.svg.replaceChildren(this.#scale(scale, height), ...nodes);
    if (focused) [...this.svg.children].find((node) => node.dataset.id === focused)?.focus();
  }

  #home({ home, x, y, r }, taken, width, height) {
    const name = home.name.replace(/（.*?）/g, '').replace(/(.)青年之家$/, '$1');
    const label = home.activities === 0 ? name : `${name} ${home.present} 人`;
    const size = home.activities === 0 ? 12 : 14;
    const w = widthOf(label, size);
    const h = size * 1.3;
    const gap = 5;
    const places = [
      { x: x + r + gap, y: y - h / 2 },
      { x: x - r - gap - w, y: y - h / 2 },
      { x: x - w / 2, y: y + r + gap },
      { x: x - w / 2, y: y - r - gap - h },
    ].map((place) => ({ ...place, w, h }));
    const inside = (box) => box.x >= 4 && box.y >= 4 && box.x + w <= width - 4 && box.y + h <= height - 4;
    const free = places.find((box) => inside(box) && !taken.some((other) => overlap(box, other)));
    const box = free ?? places.find(inside) ?? places[2];
    if (free) taken.push(free);
    const node = element(
      'g',
      {
        class: home.activities === 0 ? 'home idle' : 'home',
        role: 'button',
        tabindex: '0',
        'data-id': home.id,
        'aria-pressed': String(home.id === this.#chosen),
        'aria-label': `${home.name}，${home.communityName}，今天 ${home.activities} 场活动，现场 ${home.present} 人`,
      },
      element('circle', { class: 'target', cx: x, cy: y, r: Math.max(22, r + 3) }),
      element('circle', { class: 'dot', cx: x, cy: y, r }),
      element('text', { x: box.x, y: box.y + size, class: free ? '' : 'crowded' }, label),
    );
    const choose = () => this.onChoose(home.id === this.#chosen ? undefined : home.id);
    node.addEventListener('click', choose);
    node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose();
    });
    return node;
  }

  #scale(scale, height) {
    const metres = [20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100].find((length) => length * scale <= 110) ?? 100;
    const length = metres * scale;
    const word = metres >= 1_000 ? `${metres / 1_000} 公里` : `${metres} 米`;
    return element(
      'g',
      { class: 'scale', 'aria-hidden': 'true' },
      element('path', { d: `M12 ${height - 18}v6h${length}v-6` }),
      element('text', { x: 12, y: height - 24 }, `${word} · 上北`),
    );
  }
}
