// How often each value occurs in a plane, with the limits of the stretch, which can be dragged or moved by keys.

import { make, svg } from './dom.js';
import { number } from './format.js';
import { hasValues } from './statistics.js';

const LOW = 6; // room at the left and right end
const FAR = 4; // times as frequent as the next value

/**
 * The count that is as high as the picture. Heights are square roots of counts, and the bar of a value that is far more
 * frequent than any other, such as a black ground, ends at the top: either would flatten all others.
 */
function highest(planes) {
  const tops = planes.map((counts) => {
    const [first, second = 0] = counts.toSorted((a, b) => b - a);
    return Math.min(first, FAR * second);
  });
  return Math.max(...tops) || Math.max(...planes.flat());
}

export class Histogram {
  dragged = () => {}; // (low, high)
  #statistics = [];
  #limits = [0, 1];

  constructor() {
    this.bars = svg('g');
    this.handles = ['Least value shown, in the histogram', 'Greatest value shown, in the histogram'].map((label, i) =>
      svg(
        'g',
        {
          class: 'handle',
          role: 'slider',
          tabindex: 0,
          'aria-label': label,
          keydown: (event) => this.#key(event, i),
          pointerdown: (event) => event.currentTarget.setPointerCapture(event.pointerId),
          pointermove: (event) => this.#drag(event, i),
        },
        svg('rect', { class: 'grip' }),
        svg('line', {}),
      ));
    this.picture = svg('svg', { class: 'histogram' }, this.bars, ...this.handles);
    this.said = make('p', { class: 'facts' });
    this.element = make('figure', { class: 'plotted', role: 'group', 'aria-label': 'Histogram' }, this.picture, this.said);
    this.picture.addEventListener('pointermove', (event) => this.#hover(event));
    this.picture.addEventListener('pointerleave', () => this.#facts());
    new ResizeObserver(() => this.#draw()).observe(this.picture);
  }

  /** Statistics of one plane, or of three: red, green and blue. */
  show(statistics, limits) {
    this.#statistics = statistics.filter(hasValues);
    this.#limits = limits;
    this.#draw();
    this.#facts();
  }

  #facts() {
    const all = this.#statistics;
    if (all.length === 0) {
      this.said.textContent = 'no values';
      return;
    }
    const texts = [
      `${number(Math.min(...all.map((one) => one.least)), 5)} to ${number(Math.max(...all.map((one) => one.greatest)), 5)}`,
      `mean ${all.map((one) => number(one.mean, 5)).join(', ')}`,
    ];
    const [one] = all;
    if (one.masked > 0) {
      texts.push(`${one.masked.toLocaleString('en')} masked`);
    }
    if (one.nonfinite > 0) {
      texts.push(`${one.nonfinite.toLocaleString('en')} not finite`);
    }
    if (one.sampled < one.count) {
      texts.push(`from ${one.sampled.toLocaleString('en')} of ${one.count.toLocaleString('en')}`);
    }
    this.said.textContent = texts.join(' · ');
  }

  #range() {
    const from = Math.min(...this.#statistics.map((one) => one.histogram.from));
    const to = Math.max(...this.#statistics.map((one) => one.histogram.to));
    return from < to ? [from, to] : [from - 0.5, to + 0.5];
  }

  #scale() {
    const [from, to] = this.#range();
    const width = this.picture.clientWidth - 2 * LOW;
    return {
      x: (value) => LOW + Math.min(1, Math.max(0, (value - from) / (to - from))) * width,
      value: (x) => from + Math.min(1, Math.max(0, (x - LOW) / width)) * (to - from),
    };
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.picture;
    this.handles.forEach((handle) => handle.setAttribute('visibility', this.#statistics.length === 0 ? 'hidden' : 'visible'));
    if (width === 0 || this.#statistics.length === 0) {
      this.bars.replaceChildren();
      return;
    }
    const { x } = this.#scale();
    const most = highest(this.#statistics.map((one) => one.histogram.counts));
    this.bars.replaceChildren(
      ...this.#statistics.map(({ histogram }, i) => {
        const { from, to, counts } = histogram;
        let text = `M${x(from)} ${height}`;
        counts.forEach((count, bin) => {
          const left = x(from + ((to - from) * bin) / counts.length);
          const right = x(from + ((to - from) * (bin + 1)) / counts.length);
          const top = height - Math.min(1, Math.sqrt(count / most)) * (height - 6);
          text += `L${left.toFixed(1)} ${top.toFixed(1)}H${right.toFixed(1)}`;
        });
        const colour = this.#statistics.length === 3 ? ['red', 'green', 'blue'][i] : 'one';
        return svg('path', { d: `${text}L${x(to)} ${height}Z`, class: `bars ${colour}` });
      }),
    );
    this.handles.forEach((handle, i) => {
      const at = x(this.#limits[i]);
      const [grip, line] = handle.children;
      const size = { x: at - 6, y: 0, width: 12, height };
      Object.entries(size).forEach(([name, value]) => grip.setAttribute(name, value));
      Object.entries({ x1: at, x2: at, y1: 0, y2: height }).forEach(([name, value]) => line.setAttribute(name, value));
      handle.setAttribute('aria-valuenow', this.#limits[i]);
      handle.setAttribute('aria-valuetext', number(this.#limits[i]));
    });
  }

  #place(event) {
    return event.clientX - this.picture.getBoundingClientRect().left;
  }

  #hover(event) {
    if (this.#statistics.length > 0 && event.buttons === 0) {
      const value = this.#scale().value(this.#place(event));
      const counts = this.#statistics.map(({ histogram: { from, to, counts } }) =>
        counts[Math.min(counts.length - 1, Math.max(0, Math.floor(((value - from) / (to - from || 1)) * counts.length)))]);
      this.said.textContent = `near ${number(value, 5)}: ${counts.map((n) => n.toLocaleString('en')).join(', ')}`;
    }
  }

  #drag(event, i) {
    if (event.currentTarget.hasPointerCapture(event.pointerId) && this.#statistics.length > 0) {
      this.#move(i, this.#scale().value(this.#place(event)));
    }
  }

  #key(event, i) {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (by !== undefined && this.#statistics.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      const [from, to] = this.#range();
      this.#move(i, this.#limits[i] + (by * (to - from)) / (event.shiftKey ? 20 : 200));
    }
  }

  #move(i, value) {
    const limits = [...this.#limits];
    limits[i] = value;
    this.dragged(Math.min(...limits), Math.max(...limits));
  }
}
