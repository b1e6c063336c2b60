// Curves over one axis, as SVG: axes, ticks, and the values under the cursor.

import { make, svg } from './dom.js';
import { number } from './format.js';
import { ticks } from './ticks.js';

const MARGIN = { left: 62, right: 12, top: 10, bottom: 34 };

export class Plot {
  #series = [];
  #text = {};
  at; // the point that was read last
  #frame = null; // {xs: [low, high], ys: [low, high], x(value), y(value)}

  /** text: {label, x, y}: what it is, what the axes are. */
  constructor(text) {
    this.#text = text;
    this.picture = svg('svg', { class: 'plot', role: 'img', 'aria-label': text.label, tabindex: 0 });
    this.said = make('p', { class: 'hovered', 'aria-live': 'polite' }, '\u00a0');
    this.element = make('figure', { class: 'plotted' }, this.picture, this.said);
    this.picture.addEventListener('pointermove', (event) => this.#hover(event.offsetX));
    this.picture.addEventListener('pointerleave', () => this.#leave());
    this.picture.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#draw()).observe(this.picture);
  }

  /** series: [{name, colour: 0 to 7, xs, ys}], where a null in ys is a gap. */
  show(series, text = {}) {
    if (series[0]?.xs.length !== this.#series[0]?.xs.length) {
      this.at = undefined;
    }
    this.#series = series;
    this.#text = { ...this.#text, ...text };
    this.picture.setAttribute('aria-label', this.#text.label);
    this.#draw();
  }

  #limits() {
    const all = (of) => this.#series.flatMap((one) => one[of]).filter((value) => value !== null && Number.isFinite(value));
    const between = (values) => {
      let [low, high] = [Infinity, -Infinity];
      for (const value of values) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      return low > high ? [0, 1] : low === high ? [low - 0.5, high + 0.5] : [low, high];
    };
    const ys = between(all('ys'));
    const room = (ys[1] - ys[0]) * 0.05;
    return { xs: between(all('xs')), ys: [ys[0] - room, ys[1] + room] };
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.picture;
    if (width === 0) {
      return;
    }
    const size = parseFloat(getComputedStyle(this.picture).fontSize) / 13;
    const left = MARGIN.left * size;
    const bottom = height - MARGIN.bottom * size;
    const { xs, ys } = this.#limits();
    const x = (value) => left + ((value - xs[0]) / (xs[1] - xs[0])) * (width - MARGIN.right - left);
    const y = (value) => bottom - ((value - ys[0]) / (ys[1] - ys[0])) * (bottom - MARGIN.top);
    this.#frame = { xs, ys, x, y, bottom };
    const grid = [];
    for (const tick of ticks(...xs, (width - left) / (80 * size))) {
      grid.push(svg('line', { x1: x(tick), x2: x(tick), y1: MARGIN.top, y2: bottom, class: 'grid' }));
      grid.push(svg('text', { x: x(tick), y: bottom + 14 * size, 'text-anchor': 'middle' }, number(tick)));
    }
    for (const tick of ticks(...ys, (bottom - MARGIN.top) / (36 * size))) {
      grid.push(svg('line', { x1: left, x2: width - MARGIN.right, y1: y(tick), y2: y(tick), class: 'grid' }));
      grid.push(svg('text', { x: left - 6, y: y(tick), 'text-anchor': 'end', dy: '0.32em' }, number(tick, 4)));
    }
    const names = svg('text', { x: (left + width) / 2, y: height - 3, 'text-anchor': 'middle', class: 'name' }, this.#text.x ?? '');
    const curves = this.#series.map((one) =>
      svg('path', { d: path(one, x, y), class: `curve series-${one.colour}`, 'data-points': one.ys.length }));
    this.mark = svg('line', { y1: MARGIN.top, y2: bottom, class: 'mark', visibility: 'hidden' });
    this.picture.replaceChildren(...grid, names, ...curves, this.mark);
  }

  #hover(pixel) {
    if (this.#frame !== null && this.#series.length > 0 && this.#series[0].xs.length > 0) {
      const { xs } = this.#series[0];
      let nearest = 0;
      xs.forEach((value, i) => {
        if (Math.abs(this.#frame.x(value) - pixel) < Math.abs(this.#frame.x(xs[nearest]) - pixel)) {
          nearest = i;
        }
      });
      this.#point(nearest);
    }
  }

  #point(i) {
    this.at = i;
    const { xs } = this.#series[0];
    const place = this.#frame.x(xs[i]);
    this.mark.setAttribute('x1', place);
    this.mark.setAttribute('x2', place);
    this.mark.setAttribute('visibility', 'visible');
    const values = this.#series.map((one) => `${one.name === '' ? '' : `${one.name}: `}${number(one.ys[i] ?? null, 7)}`);
    this.said.textContent = `${this.#text.x ?? 'x'} ${number(xs[i])}   ${values.join('   ')}`;
  }

  #leave() {
    this.mark?.setAttribute('visibility', 'hidden');
    this.said.textContent = '\u00a0';
  }

  #key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const length = this.#series[0]?.xs.length ?? 0;
    if (by !== undefined && length > 0) {
      event.preventDefault();
      event.stopPropagation();
      this.#point(Math.min(length - 1, Math.max(0, (this.at ?? -by) + by)));
    }
  }
}

/** A line from point to point; one that stands alone between gaps is a dot. */
function path({ xs, ys }, x, y) {
  let text = '';
  let isDown = false;
  ys.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) {
      isDown = false;
      return;
    }
    text += `${isDown ? 'L' : 'M'}${x(xs[i]).toFixed(1)} ${y(value).toFixed(1)}`;
    if (!isDown && !Number.isFinite(ys[i + 1] ?? NaN)) {
      text += 'h0';
    }
    isDown = true;
  });
  return text;
}
