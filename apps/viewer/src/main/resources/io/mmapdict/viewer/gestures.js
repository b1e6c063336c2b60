// Mouse, fingers and keys on a stage.

const CLICK = 4; // points of the screen that a hand trembles
const WHEEL = 0.0015;

export class Gestures {
  /** 'pan' or 'profile': what a drag does; with the shift key the other one. */
  mode = 'pan';
  pick = () => {}; // (x, y, isAdded): a click on a place of the scene
  hover = () => {}; // (x, y) or (null)
  drawn = null; // (from, to, isDone): a line dragged from place to place
  #stage;
  #pointers = new Map();
  #start = null;
  #from = null; // where a line begins that is drawn by keys

  constructor(stage) {
    this.#stage = stage;
    const { canvas } = stage;
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    canvas.addEventListener('pointerup', (event) => this.#up(event));
    canvas.addEventListener('pointercancel', (event) => this.#cancel(event));
    canvas.addEventListener('pointerleave', () => this.hover(null));
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  #down(event) {
    if (event.button !== 0) {
      return;
    }
    this.#stage.canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    if (this.#pointers.size === 1) {
      const isLine = this.drawn !== null && (this.mode === 'profile') !== event.shiftKey;
      this.#start = { x: event.offsetX, y: event.offsetY, isLine, isMoved: false };
    } else {
      this.#start.isLine &&= this.#start.isMoved; // two fingers begin no line
      this.#start.isMoved = true; // and never click
    }
  }

  #move(event) {
    const was = this.#pointers.get(event.pointerId);
    const at = [event.offsetX, event.offsetY];
    if (was === undefined) {
      this.hover(...this.#stage.scene(...at));
      return;
    }
    const start = this.#start;
    start.isMoved ||= Math.hypot(at[0] - start.x, at[1] - start.y) > CLICK;
    if (this.#pointers.size === 2) {
      this.#pinch(event.pointerId, was, at);
    } else if (start.isLine && start.isMoved) {
      this.drawn(this.#stage.scene(start.x, start.y), this.#stage.scene(...at), false);
    } else if (start.isMoved) {
      const { scale } = this.#stage;
      this.#stage.move((at[0] - was[0]) / scale, (at[1] - was[1]) / scale);
    } else {
      return;
    }
    this.#pointers.set(event.pointerId, at);
  }

  /** The place between the fingers stays between them. */
  #pinch(id, was, at) {
    const [[, other]] = [...this.#pointers].filter(([one]) => one !== id);
    const apart = (a) => Math.max(1, Math.hypot(a[0] - other[0], a[1] - other[1]));
    this.#stage.zoom(apart(at) / apart(was), (was[0] + other[0]) / 2, (was[1] + other[1]) / 2);
    const { scale } = this.#stage;
    this.#stage.move((at[0] - was[0]) / 2 / scale, (at[1] - was[1]) / 2 / scale);
  }

  #up(event) {
    const start = this.#start;
    this.#cancel(event);
    if (start === null || this.#pointers.size > 0) {
      return;
    }
    const place = this.#stage.scene(event.offsetX, event.offsetY);
    if (!start.isMoved) {
      this.pick(...place, event.shiftKey);
    } else if (start.isLine) {
      this.drawn(this.#stage.scene(start.x, start.y), place, true);
    }
  }

  #cancel(event) {
    this.#pointers.delete(event.pointerId);
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const strength = event.ctrlKey ? 6 : 1; // two fingers on a pad come as a fine wheel with Ctrl
    this.#stage.zoom(Math.exp(-event.deltaY * lines * strength * WHEEL), event.offsetX, event.offsetY);
  }

  #key(event) {
    const stage = this.#stage;
    const fraction = event.shiftKey ? 1 / stage.scale : stage.canvas.clientWidth / 8 / stage.scale;
    const step = event.shiftKey ? 1 : fraction;
    const ways = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (ways[event.key] !== undefined) {
      stage.move(...ways[event.key]);
    } else if (event.key === 'Enter' && this.drawn !== null && this.mode === 'profile') {
      this.#end();
    } else if (event.key === 'Enter') {
      this.pick(...this.middle(), event.shiftKey);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.hover(...this.middle());
    if (this.#from !== null) {
      this.drawn(this.#from, this.middle(), false);
    }
  }

  /** Enter begins a line in the middle, and Enter ends it where the middle is then. */
  #end() {
    const from = this.#from;
    this.#from = from === null ? this.middle() : null;
    if (from !== null) {
      this.drawn(from, this.middle(), true);
    }
  }

  /** The place that keys act on. */
  middle() {
    const { canvas } = this.#stage;
    return this.#stage.scene(canvas.clientWidth / 2, canvas.clientHeight / 2);
  }
}

/** A cross in the middle while the canvas has the keyboard's focus: that pixel is read and picked. */
export function cross(context, stage) {
  const { canvas } = stage;
  if (document.activeElement !== canvas || !canvas.matches(':focus-visible')) {
    return;
  }
  const [x, y] = [Math.round(canvas.clientWidth / 2), Math.round(canvas.clientHeight / 2)];
  for (const [width, colour] of [[3, '#000'], [1, '#fff']]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(x - 9, y);
    context.lineTo(x + 9, y);
    context.moveTo(x, y - 9);
    context.lineTo(x, y + 9);
    context.stroke();
  }
}

/** What keys do to any stage. True if it was one of them. */
export function zoomKey(stage, key) {
  switch (key) {
    case '+':
    case '=':
      stage.zoom(1.5);
      return true;
    case '-':
      stage.zoom(1 / 1.5);
      return true;
    case '0':
      stage.fit();
      return true;
    case '1':
      stage.one();
      return true;
    default:
      return false;
  }
}
