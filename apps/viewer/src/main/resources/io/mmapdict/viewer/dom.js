// Elements, made without ever parsing text as HTML: what comes from the file is text and stays text.

export const byId = (id) => document.getElementById(id);

/** The page's own picture knows the name space of pictures, which looks like an address elsewhere. */
const SVG = byId('sign').namespaceURI;

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      node.addEventListener(name, value);
    } else if (name === 'style') {
      Object.assign(node.style, value);
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** make('p', {class: 'a', click: f}, 'text', node...); a function is a listener, null no attribute. */
export const make = (name, attributes = {}, ...children) =>
  fill(document.createElement(name), attributes, children);

export const svg = (name, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

export function button(text, label, click, attributes = {}) {
  return make('button', { type: 'button', 'aria-label': label, title: label, click, ...attributes }, text);
}

/** A labelled select; options are [value, text] or just texts. */
export function select(label, options, change, attributes = {}) {
  const node = make('select', { 'aria-label': label, ...attributes });
  setOptions(node, options);
  node.addEventListener('change', () => change(node.value));
  return node;
}

export function setOptions(node, options) {
  const kept = node.value;
  node.replaceChildren(
    ...options.map((option) => {
      const [value, text] = Array.isArray(option) ? option : [option, option];
      return make('option', { value }, text);
    }),
  );
  if (options.some((option) => (Array.isArray(option) ? option[0] : option) === kept)) {
    node.value = kept;
  }
}

export const labelled = (text, ...controls) =>
  make('label', { class: 'labelled' }, make('span', {}, text), ...controls);

/** Calls f once, when things have been quiet for some milliseconds. */
export function quiet(milliseconds, f) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...values), milliseconds);
  };
}

/** Calls f at the next frame, however often it is asked for until then. */
export function onceAFrame(f) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        f();
      });
    }
  };
}

/** Whether keys typed here are text. */
export const isTyping = (node) =>
  node instanceof HTMLElement && node.matches('input:not([type=range], [type=checkbox], [type=radio]), select, textarea');
