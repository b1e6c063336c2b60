// The view of any other value: a tree that is folded, and built where it is unfolded.

import { button, make } from './dom.js';
import { loadInto } from './load.js';
import { json } from './server.js';

const AT_ONCE = 200; // children
const OPEN = 30; // children up to which the root is open at once

/** The server's lines [depth, name, type, text] as {name, type, text, children}. */
function nested(lines) {
  const above = [];
  for (const [depth, name, type, text] of lines) {
    const one = { name, type, text, children: [] };
    above[depth] = one;
    above[depth - 1]?.children.push(one);
  }
  return above[0];
}

const COLOURED = new Set(['int', 'float', 'complex', 'str', 'bytes', 'bytearray']);

/** One value: a line, or a line that unfolds. */
function node({ name, type, text, children }, isOpen = false) {
  const line = [
    name === null ? null : make('span', { class: 'name' }, `${name} `),
    make('span', { class: 'type' }, type),
    text === '' ? null : make('span', { class: COLOURED.has(type) ? `value ${type}` : 'value' }, ` ${text}`),
  ];
  if (children.length === 0) {
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
  inside.append(...children.slice(from, to).map((one) => node(one)));
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
  constructor() {
    this.tree = make('div', { class: 'tree', role: 'tree', 'aria-label': 'Value', keydown: move });
    this.element = make('div', { class: 'tree-view' }, this.tree);
    this.load = loadInto(this.element, () => this.tree.replaceChildren());
  }

  show(entry) {
    this.load.run(async (signal) => {
      const { lines } = await json('tree', { key: entry.key, v: entry.version }, signal);
      const value = nested(lines);
      const root = node(value, value.children.length <= OPEN);
      this.tree.replaceChildren(root);
      (root.querySelector('summary') ?? root).tabIndex = 0;
    });
  }

  place() {
    return {};
  }

  key() {
    return false;
  }

  hide() {
    this.load.stop();
    this.tree.replaceChildren();
  }
}
