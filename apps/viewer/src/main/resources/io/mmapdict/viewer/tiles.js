// A layer: planes of an array that lie somewhere in the scene, read in tiles of 512 x 512 samples, of which every
// step-th element is one. Tiles are kept as values; their pixels are made anew when the colours change.

import { chequered } from './ground.js';
import { isAbort, tile } from './server.js';

const SIDE = 512;
const KEPT = 64; // beside those that are seen
const AT_ONCE = 4; // requests at once: a browser has six for a server, and the events take one

export class Layer {
  isVisible = true;
  opacity = 1;
  error = null;
  #tiles = new Map();
  #how = null;

  /**
   * planes: the parameters of 'tile' that say which; paint(tiles, how, out) makes pixels of one tile of each;
   * left, top: where it lies in the scene; isFresh: nothing the server has kept; hasGround: it can be seen through, to
   * a chequered ground; changed(): something can be drawn that could not.
   */
  constructor({ planes, rows, columns, left = 0, top = 0, isFresh = false, hasGround = false, paint, changed }) {
    Object.assign(this, { planes, rows, columns, left, top, isFresh, hasGround, paint, changed });
    this.coarsest = 1;
    while (Math.max(rows, columns) > SIDE * this.coarsest) {
      this.coarsest *= 2;
    }
  }

  /** How values become colours; without it nothing is drawn. */
  set how(how) {
    this.#how = how;
  }

  get how() {
    return this.#how;
  }

  /** The tiles of a step that a part of the scene shows, those in its middle first. */
  seen(box, step) {
    const side = SIDE * step;
    const inside = (low, high, length) => [
      Math.max(0, Math.floor(low / side)),
      Math.min(Math.ceil(length / side) - 1, Math.floor(high / side)),
    ];
    const [top, bottom] = inside(box.top - this.top, box.bottom - this.top, this.rows);
    const [left, right] = inside(box.left - this.left, box.right - this.left, this.columns);
    const found = [];
    for (let i = top; i <= bottom; i++) {
      for (let j = left; j <= right; j++) {
        found.push({ step, i, j, name: `${step}/${i}/${j}` });
      }
    }
    const middle = [(top + bottom) / 2, (left + right) / 2];
    const far = (one) => Math.hypot(one.i - middle[0], one.j - middle[1]);
    return found.sort((a, b) => far(a) - far(b));
  }

  stepAt(pixelsPerUnit) {
    const step = 2 ** Math.max(0, Math.round(Math.log2(1 / pixelsPerUnit)));
    return Math.min(step, this.coarsest);
  }

  /** What a part of the scene needs: the coarsest tile first, which is soon there. */
  wanted(box, pixelsPerUnit) {
    const step = this.stepAt(pixelsPerUnit);
    const fine = this.seen(box, step);
    return fine.length === 0 || step === this.coarsest ? fine : [...this.seen(box, this.coarsest), ...fine];
  }

  isReady(box, pixelsPerUnit) {
    return (
      this.#how !== null &&
      this.seen(box, this.stepAt(pixelsPerUnit)).every(({ name }) => this.#tiles.get(name)?.data !== undefined)
    );
  }

  /** Starts what is wanted and not there, gives up what is not wanted any more. */
  want(box, pixelsPerUnit) {
    const wanted = this.wanted(box, pixelsPerUnit);
    const names = new Set(wanted.map(({ name }) => name));
    for (const [name, one] of this.#tiles) {
      if (one.stop !== undefined && !names.has(name)) {
        one.stop.abort();
        this.#tiles.delete(name);
      }
    }
    const most = Math.max(1, Math.floor(AT_ONCE / this.planes.length));
    let running = [...this.#tiles.values()].filter((one) => one.stop !== undefined).length;
    for (const one of wanted) {
      if (running >= most || this.error !== null) {
        break;
      }
      if (!this.#tiles.has(one.name)) {
        running++;
        this.#load(one);
      }
    }
    this.#forget(names);
  }

  async #load(one) {
    const stop = new AbortController();
    this.#tiles.set(one.name, { ...one, stop });
    const side = SIDE * one.step;
    const place = { top: one.i * side, left: one.j * side, step: one.step };
    try {
      const data = await Promise.all(this.planes.map(async (plane) => this.#cut(await tile({ ...plane, ...place }, stop.signal, this.isFresh), place)));
      this.#tiles.set(one.name, { ...one, data, pixels: null, painted: null });
    } catch (error) {
      if (isAbort(error)) {
        return;
      }
      this.#tiles.delete(one.name);
      this.error = error;
    }
    this.changed();
  }

  /** Through a transform a tile knows no end: what lies beyond the layer is left away. */
  #cut(whole, { top, left, step }) {
    const rows = Math.min(whole.rows, Math.ceil((this.rows - top) / step));
    const columns = Math.min(whole.columns, Math.ceil((this.columns - left) / step));
    if (rows === whole.rows && columns === whole.columns) {
      return whole;
    }
    const inside = (all, part) => {
      for (let i = 0; i < rows; i++) {
        part.set(all.subarray(i * whole.columns, i * whole.columns + columns), i * columns);
      }
      return part;
    };
    const values = inside(whole.values, new Float32Array(rows * columns));
    const masked = whole.masked === null ? null : inside(whole.masked, new Uint8Array(rows * columns));
    return { rows, columns, values, masked };
  }

  #forget(names) {
    let over = this.#tiles.size - names.size - KEPT;
    for (const [name, one] of this.#tiles) {
      if (over <= 0) {
        break;
      }
      if (!names.has(name) && one.step !== this.coarsest) {
        this.#tiles.delete(name);
        over--;
      }
    }
  }

  close() {
    for (const one of this.#tiles.values()) {
      one.stop?.abort();
    }
  }

  /** Draws what is there, coarse below fine. device(x, y) is a place of the scene on the canvas. */
  draw(context, box, pixelsPerUnit, device) {
    if (this.#how === null || !this.isVisible || this.opacity === 0) {
      return;
    }
    context.globalAlpha = this.opacity;
    const step = this.stepAt(pixelsPerUnit);
    const covered = (this.opacity < 1 || this.hasGround) && this.isReady(box, pixelsPerUnit); // nothing twice where it shines through
    const there = [...this.#tiles.values()].filter(
      (one) => one.data !== undefined && (one.step === step || (!covered && one.step > step)),
    );
    for (const one of there.sort((a, b) => b.step - a.step)) {
      this.#place(context, one, device);
    }
    context.globalAlpha = 1;
  }

  #place(context, one, device) {
    const side = SIDE * one.step;
    const { rows, columns } = one.data[0];
    const [left, top] = device(this.left + one.j * side, this.top + one.i * side);
    const [right, bottom] = device(
      this.left + one.j * side + columns * one.step,
      this.top + one.i * side + rows * one.step,
    );
    if (right < 0 || bottom < 0 || left > context.canvas.width || top > context.canvas.height) {
      return;
    }
    if (this.hasGround) {
      context.fillStyle = chequered(context);
      context.fillRect(left, top, right - left, bottom - top);
    }
    context.drawImage(this.#pixels(one), left, top, right - left, bottom - top);
  }

  #pixels(one) {
    if (one.painted !== this.#how) {
      const { rows, columns } = one.data[0];
      one.pixels ??= new OffscreenCanvas(columns, rows);
      const image = new ImageData(columns, rows);
      this.paint(one.data, this.#how, new Uint32Array(image.data.buffer));
      one.pixels.getContext('2d').putImageData(image, 0, 0);
      one.painted = this.#how;
    }
    return one.pixels;
  }

  /** The sample of each plane at a pixel, if it was read: {value, masked} of the first plane, or null. */
  sample(row, column) {
    const one = this.#tiles.get(`1/${Math.floor(row / SIDE)}/${Math.floor(column / SIDE)}`);
    if (one?.data === undefined) {
      return null;
    }
    const [first] = one.data;
    const i = (row % SIDE) * first.columns + (column % SIDE);
    return { value: first.values[i], masked: first.masked !== null && first.masked[i] !== 0 };
  }
}
