// A canvas on which layers lie in a scene that can be moved and zoomed. One unit of the scene is one pixel of an array;
// the pixel in row i and column j covers j to j + 1 and i to i + 1.

import { make, onceAFrame } from './dom.js';

const LARGEST = 128; // points of the screen for a pixel
const LETTERS = 14; // points of the screen, where a line is one of them wide

export class Stage {
  layers = [];
  overlays = []; // functions (context, stage): what is drawn above
  width = 1;
  height = 1;
  listeners = { draw: [], pick: [] };
  #before = []; // the layers that were shown, until the new ones are there
  #view = { x: 0.5, y: 0.5, scale: 1 }; // the scene's point in the canvas's middle, points of the screen for a unit
  #failure = null; // what came instead of a scene
  #isShown = false;
  #isWhole = true; // the whole scene stays seen when the canvas's size changes

  constructor(label) {
    this.canvas = make('canvas', { tabindex: 0, role: 'application', 'aria-label': label });
    this.error = make('p', { class: 'error', role: 'alert', hidden: true });
    this.box = make('div', { class: 'stage', 'data-state': 'empty' }, this.canvas, this.error);
    this.redraw = onceAFrame(() => this.draw());
    new ResizeObserver(() => this.#resize()).observe(this.canvas);
    this.canvas.addEventListener('focus', this.redraw);
    this.canvas.addEventListener('blur', this.redraw);
  }

  /** Another scene. Of the same size it is seen from where the last one was. */
  show(layers, width, height) {
    const isSame = width === this.width && height === this.height && this.layers.length > 0;
    if (isSame && this.layers.length === layers.length && this.isReady()) {
      this.#before.forEach((layer) => layer.close());
      this.#before = this.layers;
    } else {
      this.layers.forEach((layer) => layer.close());
    }
    if (!isSame) {
      this.#before.forEach((layer) => layer.close());
      this.#before = [];
    }
    this.#failure = null;
    this.#isShown = true;
    this.layers = layers;
    this.width = width;
    this.height = height;
    if (!isSame) {
      this.fit();
    }
    this.redraw();
  }

  clear() {
    [...this.layers, ...this.#before].forEach((layer) => layer.close());
    this.layers = [];
    this.#before = [];
    this.#failure = null;
    this.#isShown = false;
    this.draw();
  }

  /** How wide a thin line is: lines grow with the letters. In points of the screen. */
  get unit() {
    return parseFloat(getComputedStyle(this.canvas).fontSize) / LETTERS;
  }

  get scale() {
    return this.#view.scale;
  }

  get view() {
    return { ...this.#view, isWhole: this.#isWhole };
  }

  /** As view gave it: from an address. */
  set view({ x, y, scale }) {
    this.#view = { x, y, scale };
    this.#isWhole = false;
    this.#settle();
  }

  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    const scale = Math.min(clientWidth / this.width, clientHeight / this.height, LARGEST);
    this.#view = { x: this.width / 2, y: this.height / 2, scale: scale > 0 ? scale : 1 };
    this.#isWhole = true;
    this.redraw();
  }

  /** One pixel of the array for one of the screen. */
  one() {
    this.zoom(1 / devicePixelRatio / this.#view.scale);
  }

  /** By a factor, around a point of the canvas: its middle if none is said. */
  zoom(factor, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    const [sceneX, sceneY] = this.scene(x, y);
    const view = this.#view;
    const least = Math.min(this.canvas.clientWidth / this.width, this.canvas.clientHeight / this.height, 1) / 2;
    view.scale = Math.min(LARGEST, Math.max(least, view.scale * factor));
    const [nowX, nowY] = this.scene(x, y);
    this.move(nowX - sceneX, nowY - sceneY, true);
  }

  /** By units of the scene, to the right and down: the picture goes along. */
  move(x, y) {
    this.#view.x -= x;
    this.#view.y -= y;
    this.#isWhole = false;
    this.#settle();
  }

  #settle() {
    const view = this.#view;
    view.x = Math.min(this.width, Math.max(0, view.x));
    view.y = Math.min(this.height, Math.max(0, view.y));
    this.redraw();
  }

  /** The place of the scene below a point of the canvas. */
  scene(x, y) {
    const { canvas } = this;
    const view = this.#view;
    return [view.x + (x - canvas.clientWidth / 2) / view.scale, view.y + (y - canvas.clientHeight / 2) / view.scale];
  }

  /** The point of the canvas, in points of the screen, where a place of the scene is. */
  point(x, y) {
    const { canvas } = this;
    const view = this.#view;
    return [(x - view.x) * view.scale + canvas.clientWidth / 2, (y - view.y) * view.scale + canvas.clientHeight / 2];
  }

  #resize() {
    const { canvas } = this;
    canvas.width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
    if (this.#isWhole) {
      this.fit();
    }
    this.draw();
  }

  #seen() {
    const [left, top] = this.scene(0, 0);
    const [right, bottom] = this.scene(this.canvas.clientWidth, this.canvas.clientHeight);
    return { left, top, right, bottom };
  }

  isReady() {
    const pixels = this.#view.scale * devicePixelRatio;
    const box = this.#seen();
    return this.layers.every((layer) => !layer.isVisible || layer.isReady(box, pixels));
  }

  draw() {
    const { canvas } = this;
    if (canvas.clientWidth === 0) {
      return; // not on the page
    }
    const context = canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = false;
    const box = this.#seen();
    const pixels = this.#view.scale * devicePixelRatio;
    const device = (x, y) => this.point(x, y).map((at) => Math.round(at * devicePixelRatio));
    const isReady = this.isReady();
    const error = this.layers.find((layer) => layer.error !== null)?.error ?? this.#failure;
    if (isReady || error !== null) {
      this.#before.forEach((layer) => layer.close());
      this.#before = [];
    }
    for (const layer of [...this.#before, ...this.layers]) {
      layer.draw(context, box, pixels, device);
    }
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.overlays.forEach((overlay) => overlay(context, this));
    this.#say(error, isReady);
    this.layers.filter((layer) => layer.isVisible).forEach((layer) => layer.want(box, pixels));
    this.listeners.draw.forEach((listener) => listener());
  }

  #say(error, isReady) {
    this.error.hidden = error === null;
    this.error.textContent = error === null ? '' : error.message;
    this.box.dataset.state = error !== null ? 'error' : isReady && this.#isShown ? 'ready' : 'loading';
    const [left, top] = this.scene(0, 0);
    Object.assign(this.canvas.dataset, { left, top, scale: this.#view.scale });
  }

  /** An error that came before there was anything to draw. */
  fail(error) {
    this.clear();
    this.#failure = error;
    this.draw();
  }
}
