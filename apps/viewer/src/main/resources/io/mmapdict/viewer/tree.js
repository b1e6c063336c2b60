// The view of any other value: a tree that is folded, and built where it is unfolded.

import { button, make } from './dom.js';
import { key as shownKey, quoted } from './format.js';
import { isAbort, text as textOf } from './server.js';

const AT_ONCE = 200; // children
const OPEN = 30; // children up to which the root is open at once

/** A number as it stands in the text: 1.0 is no 1, and an int may have any size. */
class Written {
  constructor(text) {
    this.text = text;
  }
}

/** JSON in which numbers keep their text, where the browser tells it. */
const parsed = (text) =>
  JSON.parse(text, (_, value, context) => (typeof value === 'number' ? new Written(context?.source ?? String(value)) : value));

const SPECIAL = {
  $bytes: (of) => ['bytes', of === '' ? 'empty' : `${of.slice(0, 120)}${of.length > 120 ? '…' : ''} (base64)`],
  $bytearray: (of) => ['bytearray', of === '' ? 'empty' : `${of.slice(0, 120)}${of.length > 120 ? '…' : ''} (base64)`],
  $complex: ([re, im]) => ['complex', `${plain(re)} + ${plain(im)} i`],
  $decimal: (of) => ['Decimal', plain(of)],
  $global: (of) => ['name', of],
  $ndarray: (of) => ['array', `${plain(of.dtype)} (${of.shape.map(plain).join(', ')})`],
  $masked: (of) => ['masked array', SPECIAL.$ndarray(of.data.$ndarray)[1]],
};

const plain = (value) => (value instanceof Written ? value.text : String(value));

/** What a value is: {type, text, children: [[name, value]...] or null}. */
function described(value) {
  if (value === null) {
    return { type: 'None', text: '', children: null };
  }
  if (value instanceof Written) {
    return { type: /[.eE]/.test(value.text) ? 'float' : 'int', text: value.text, children: null };
  }
  if (typeof value === 'boolean') {
    return { type: 'bool', text: value ? 'True' : 'False', children: null };
  }
  if (typeof value === 'string') {
    return { type: 'str', text: quoted(value), children: null };
  }
  if (Array.isArray(value)) {
    return group('list', value.map((one, i) => [String(i), one]), 'item');
  }
  return special(value) ?? group('dict', Object.entries(value), 'key');
}

const group = (type, children, what) => ({
  type,
  text: `${children.length} ${what}${children.length === 1 ? '' : 's'}`,
  children,
});

function special(value) {
  const names = Object.keys(value);
  const [name] = names;
  if (names.length !== 1 || !name.startsWith('$')) {
    return null;
  }
  const of = value[name];
  if (name === '$dict' && Array.isArray(of)) {
    return group('dict', of.map(([key, one]) => [typeof key === 'string' ? key : described(key).text, one]), 'key');
  }
  if (name === '$object' && of?.text !== undefined) {
    return { type: plain(of.type), text: plain(of.text), children: null };
  }
  if (name === '$object') {
    return group(plain(of.callable?.$global ?? 'object'), Object.entries(of), 'part');
  }
  try {
    const [type, text] = SPECIAL[name](of);
    return { type, text, children: null };
  } catch (error) {
    if (error instanceof TypeError) {
      return null; // of a form that is not known here: as the dict it is
    }
    throw error;
  }
}

/** One value: a line, or a line that unfolds. */
function node(name, value, isOpen = false) {
  const { type, text, children } = described(value);
  const line = [
    name === null ? null : make('span', { class: 'name' }, `${shownKey(name)} `),
    make('span', { class: 'type' }, type),
    text === '' ? null : make('span', { class: `value ${type}` }, ` ${text}`),
  ];
  if (children === null || children.length === 0) {
    return make('div', { class: 'leaf', role: 'treeitem', tabindex: -1 }, ...line);
  }
  const inside = make('div', { class: 'children', role: 'group' });
  const whole = make('details', { role: 'none' }, make('summary', { role: 'treeitem', 'aria-expanded': String(isOpen) }, ...line), inside);
  const build = () => {
    whole.firstChild.setAttribute('aria-expanded', String(whole.open));
    if (whole.open && inside.childElementCount === 0) {
      more(inside, children, 0);
    }
  };
  whole.addEventListener('toggle', build);
  if (isOpen) {
    whole.open = true;
    build();
  }
  return whole;
}

function more(inside, children, from) {
  const to = Math.min(children.length, from + AT_ONCE);
  inside.append(...children.slice(from, to).map(([name, value]) => node(name, value)));
  if (to < children.length) {
    const next = button(`${(children.length - to).toLocaleString('en')} more`, 'Show more', () => {
      const first = inside.childElementCount - 1;
      next.remove();
      more(inside, children, to);
      inside.children[first].querySelector('summary, .leaf')?.focus();
    });
    inside.append(next);
  }
}

/** Up, down, left and right, as in other trees. */
function move(event) {
  const at = event.target.closest('summary, .leaf');
  if (at === null) {
    return;
  }
  const lines = [...event.currentTarget.querySelectorAll('summary, .leaf')].filter((one) => one.checkVisibility());
  const i = lines.indexOf(at);
  const details = at.matches('summary') ? at.parentElement : null;
  const go = (to) => to?.focus();
  switch (event.key) {
    case 'ArrowDown':
      go(lines[i + 1]);
      break;
    case 'ArrowUp':
      go(lines[i - 1]);
      break;
    case 'ArrowRight':
      if (details !== null && !details.open) {
        details.open = true;
      } else if (details !== null) {
        go(lines[i + 1]);
      }
      break;
    case 'ArrowLeft':
      if (details?.open) {
        details.open = false;
      } else {
        go((details ?? at).parentElement.closest('details')?.firstElementChild);
      }
      break;
    default:
      return;
  }
  event.preventDefault();
  event.stopPropagation();
}

export class TreeView {
  #stop = new AbortController();

  constructor() {
    this.tree = make('div', { class: 'tree', role: 'tree', 'aria-label': 'Value', keydown: move });
    this.error = make('p', { class: 'error', role: 'alert', hidden: true });
    this.element = make('div', { class: 'tree-view' }, this.error, this.tree);
  }

  async show(entry) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.element.dataset.state = 'loading';
    try {
      const { value } = parsed(await textOf('tree', { key: entry.key, v: entry.version }, signal));
      const { children } = described(value);
      const root = node(null, value, children !== null && children.length <= OPEN);
      this.tree.replaceChildren(root);
      (root.querySelector('summary') ?? root).tabIndex = 0;
      this.error.hidden = true;
      this.element.dataset.state = 'ready';
    } catch (error) {
      if (!isAbort(error)) {
        this.tree.replaceChildren();
        this.error.hidden = false;
        this.error.textContent = error.message;
        this.element.dataset.state = 'error';
      }
    }
  }

  place() {
    return {};
  }

  key() {
    return false;
  }

  hide() {
    this.#stop.abort();
    this.tree.replaceChildren();
  }
}
