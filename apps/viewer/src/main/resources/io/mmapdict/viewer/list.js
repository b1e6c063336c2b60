// The list of keys. Only the rows that are seen are in the page, however many keys there are.

import { make, onceAFrame } from './dom.js';
import { fields } from './dtype.js';
import * as format from './format.js';

const TALLEST = 8_000_000; // points; browsers place nothing exactly far below

export class List {
  chosen = () => {}; // (key)
  #entries = [];
  #keys;
  #current = null; // the key that is shown
  #index = -1; // where it stands
  #rowHeight = 48;

  constructor(keys) {
    this.#keys = keys;
    this.rows = make('div', { class: 'rows', role: 'presentation' });
    this.room = make('div', { class: 'room', role: 'presentation' }, this.rows);
    this.element = make(
      'div',
      { class: 'list', role: 'listbox', tabindex: 0, 'aria-label': 'Keys', id: 'keys' },
      this.room,
    );
    this.redraw = onceAFrame(() => this.draw());
    this.element.addEventListener('scroll', this.redraw);
    this.element.addEventListener('click', (event) => this.#click(event));
    this.element.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#measure()).observe(this.element);
    setInterval(() => this.draw(), 1000); // ages, and marks that end
  }

  show(entries, current) {
    this.#entries = entries;
    this.#current = current;
    this.#index = entries.findIndex((entry) => entry.key === current);
    this.redraw();
  }

  /** Another key is current; it is brought into sight. */
  choose(key) {
    this.#current = key;
    this.#index = this.#entries.findIndex((entry) => entry.key === key);
    this.reveal();
    this.redraw();
  }

  get length() {
    return this.#entries.length;
  }

  /** The key so many places on, or the first or last one. */
  neighbour(by) {
    const from = this.#index < 0 ? (by > 0 ? -1 : this.#entries.length) : this.#index;
    const to = Math.min(this.#entries.length - 1, Math.max(0, from + by));
    return this.#entries[to]?.key ?? null;
  }

  #measure() {
    const height = parseFloat(getComputedStyle(this.element).getPropertyValue('--row')) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    if (height > 0) {
      this.#rowHeight = height;
    }
    this.draw();
  }

  /** Where the list stands: with very many keys a point of the bar is more than a point of the list. */
  #ratio() {
    const whole = this.#entries.length * this.#rowHeight;
    const view = this.element.clientHeight;
    const room = Math.min(whole, TALLEST);
    return room > view ? (whole - view) / (room - view) : 1;
  }

  reveal() {
    if (this.#index < 0) {
      return;
    }
    this.draw(); // so that there is room to go to
    const view = this.element.clientHeight;
    const top = this.#index * this.#rowHeight;
    const ratio = this.#ratio();
    const now = this.element.scrollTop * ratio;
    if (top < now) {
      this.element.scrollTop = top / ratio;
    } else if (top + this.#rowHeight > now + view) {
      this.element.scrollTop = (top + this.#rowHeight - view) / ratio;
    }
  }

  draw() {
    const view = this.element.clientHeight;
    const height = this.#rowHeight;
    this.room.style.height = `${Math.min(this.#entries.length * height, TALLEST)}px`;
    const top = this.element.scrollTop * this.#ratio();
    const first = Math.max(0, Math.floor(top / height) - 2);
    const last = Math.min(this.#entries.length - 1, Math.ceil((top + view) / height) + 2);
    const now = Date.now();
    const count = Math.max(0, last - first + 1);
    while (this.rows.childElementCount > count) {
      this.rows.lastChild.remove();
    }
    while (this.rows.childElementCount < count) {
      this.rows.append(row());
    }
    this.rows.style.transform = `translateY(${this.element.scrollTop + first * height - top}px)`;
    for (let i = 0; i < count; i++) {
      this.#fill(this.rows.children[i], first + i, now);
    }
    const isSeen = this.#index >= first && this.#index <= last;
    if (isSeen) {
      this.element.setAttribute('aria-activedescendant', `key-${this.#index}`);
    } else {
      this.element.removeAttribute('aria-activedescendant');
    }
  }

  #fill(node, index, now) {
    const entry = this.#entries[index];
    const [name, facts, size, age] = node.children;
    if (node.entry !== entry) {
      node.entry = entry;
      name.textContent = node.title = format.key(entry.key);
      facts.textContent = [entry.kind === 'array' ? null : entry.kind, shortened(entry.dtype), format.shape(entry.shape)]
        .filter(Boolean)
        .join(' · ');
      size.textContent = format.bytes(entry.bytes);
    }
    age.textContent = format.age(entry.since, now);
    node.id = `key-${index}`;
    node.setAttribute('aria-posinset', index + 1);
    node.setAttribute('aria-setsize', this.#entries.length);
    node.setAttribute('aria-selected', String(index === this.#index));
    node.classList.toggle('new', this.#keys.isNew(entry.key));
  }

  #click(event) {
    const entry = event.target.closest('[role=option]')?.entry;
    if (entry !== undefined) {
      this.chosen(entry.key);
    }
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 1);
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    if (by !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      const key = this.neighbour(by);
      if (key !== null) {
        this.chosen(key);
      }
    }
  }
}

/** A structured type's fields are too long for a row; its shape would be cut off. */
const shortened = (dtype) => {
  const count = fields(dtype).length;
  return count > 0 ? format.count(count, 'field') : dtype?.length > 40 ? `${dtype.slice(0, 39)}…` : dtype;
};

const row = () =>
  make(
    'div',
    { role: 'option' },
    make('bdi', { class: 'key' }),
    make('span', { class: 'facts' }),
    make('span', { class: 'size' }),
    make('span', { class: 'age', title: 'since it came, while this was watched' }),
  );
