// The page: the list of keys, and the view of the one that is chosen.

import { button, byId, isTyping, setOptions } from './dom.js';
import { menu } from './downloads.js';
import * as format from './format.js';
import { ImageView } from './image.js';
import { Keys, ORDERS } from './keys.js';
import { LineView } from './line.js';
import { List } from './list.js';
import { connect } from './live.js';
import { MatchesView } from './matches.js';
import * as place from './place.js';
import { PointsView } from './points.js';
import { RegisteredView } from './registered.js';
import { TableView } from './table.js';
import * as theme from './theme.js';
import { TreeView } from './tree.js';

const KINDS = {
  image: ['Picture', ImageView],
  line: ['Curve', LineView],
  table: ['Table', TableView],
  points: ['Keypoints', PointsView],
  matches: ['Matches', MatchesView],
  registered: ['Registered', RegisteredView],
  tree: ['Tree', TreeView],
};

const keys = new Keys();
const list = new List(keys);
const views = new Map(); // name -> view, made when first needed
let key = null; // the one that is chosen, in the file or not
let shown = null; // {name, view, entry}: what shows it
let isFollowing = false;

function viewOf(name) {
  if (!views.has(name)) {
    views.set(name, new KINDS[name][1]({ keys, changed: () => remember(name) }));
  }
  return views.get(name);
}

/** The address says what is shown. */
function remember(name) {
  if (shown !== null && shown.name === name) {
    place.writeSoon({
      key,
      view: name === offered(shown.entry)[0] ? null : name,
      follow: isFollowing ? byId('pattern').value : null,
      ...shown.view.place(),
    });
  }
}

const offered = (entry) => entry.views.filter((name) => KINDS[name] !== undefined);

function say(text) {
  byId('said').textContent = text;
  byId('said').hidden = text === '';
}

/** Shows a key as an address says; where that says nothing, as the view showed the last one. */
function open(name, asked = { field: [] }) {
  key = name;
  list.choose(name);
  const entry = keys.get(name);
  byId('shown').textContent = format.key(name);
  byId('shown').title = name;
  document.title = `${format.key(name)} – ${fileName()}`;
  if (entry === undefined) {
    shown?.view.hide();
    shown = null;
    byId('view').replaceChildren();
    byId('views').replaceChildren();
    byId('downloads').replaceChildren();
    byId('facts').textContent = '';
    say('The file has no such key now. Once somebody puts it, it is shown.');
    place.writeSoon({ ...asked, key: name, follow: isFollowing ? byId('pattern').value : null });
    return;
  }
  const possible = offered(entry);
  const which = possible.includes(asked.view) ? asked.view : usualView(possible);
  const view = viewOf(which);
  if (shown !== null && shown.view !== view) {
    shown.view.hide();
  }
  shown = { name: which, view, entry };
  byId('facts').textContent = facts(entry);
  byId('views').replaceChildren(
    ...possible.map((one) =>
      button(KINDS[one][0], KINDS[one][0], () => open(name, { field: [], view: one }), { 'aria-pressed': String(one === which) })),
  );
  if (byId('view').firstChild !== view.element) {
    byId('view').replaceChildren(view.element);
  }
  say(entry.fault ?? '');
  view.show(entry, asked);
  byId('downloads').replaceChildren(downloads());
  remember(which);
}

/** The best one; between keys of one kind the one that was chosen stays. */
const usualView = (possible) =>
  shown !== null && offered(shown.entry).join() === possible.join() ? shown.name : possible[0];

/** The menu is made when it is opened: what is shown then. */
function downloads() {
  const made = menu(shown.entry, shown.view);
  made.addEventListener('toggle', () => {
    if (made.open) {
      made.lastChild.replaceWith(menu(shown.entry, shown.view).lastChild);
    }
  });
  return made;
}

function facts(entry) {
  return [
    entry.kind,
    entry.dtype,
    entry.shape === null ? null : format.shape(entry.shape),
    format.bytes(entry.bytes),
    entry.form === null || entry.form === undefined ? null : `form ${entry.form}`,
    `at byte ${entry.offset?.toLocaleString('en') ?? '–'}`,
  ].filter(Boolean).join(' · ');
}

const fileName = () => keys.file.split('/').at(-1) || 'mmapdict';

/** A choice by hand ends following. */
function choose(name) {
  follow(false);
  open(name);
}

function follow(isOn) {
  isFollowing = isOn;
  byId('follow').setAttribute('aria-pressed', String(isOn));
  if (isOn) {
    showNewest();
  }
  if (shown !== null) {
    remember(shown.name);
  }
}

function showNewest() {
  const newest = keys.newest(byId('pattern').value);
  if (newest !== null && newest.key !== key) {
    open(newest.key);
  }
}

function showList() {
  const found = keys.chosen(byId('search').value, byId('order').value);
  list.show(found, key);
  byId('found').textContent =
    byId('search').value === '' ? '' : `${found.length.toLocaleString('en')} of ${keys.entries.size.toLocaleString('en')}`;
}

function showTotals() {
  const { totals } = keys;
  byId('file').textContent = fileName();
  byId('file').title = keys.file;
  byId('totals').textContent = [
    format.count(keys.entries.size, 'key'),
    ...(totals === null
      ? []
      : [
          format.bytes(totals.size),
          `${format.bytes(totals.live)} live`,
          `${format.bytes(totals.dead)} dead`,
          `commit ${totals.commit}`,
        ]),
  ].join(' · ');
}

let isFirst = true;

keys.listen((told) => {
  showTotals();
  showList();
  if (isFirst) {
    isFirst = false;
    start();
  } else if (isFollowing && keys.newest(byId('pattern').value)?.key !== key) {
    showNewest();
  } else if (key !== null && isTold(told)) {
    open(key, { field: [], view: shown?.name });
  }
});

/** Whether the key that is shown is another, came or went. */
function isTold(told) {
  const entry = keys.get(key);
  return (entry === undefined) !== (shown === null) || (entry !== undefined && entry !== shown?.entry) || told.removed.includes(key);
}

function start() {
  const asked = place.read();
  if (asked.follow !== undefined) {
    byId('pattern').value = asked.follow;
    follow(true);
  }
  if (asked.key !== undefined && (asked.follow === undefined || asked.key === keys.newest(asked.follow)?.key)) {
    open(asked.key, asked);
  }
}

window.addEventListener('hashchange', () => {
  const asked = place.read();
  if (asked.key !== undefined) {
    follow(false);
    shown?.view.hide();
    shown = null; // the address alone says what is shown
    open(asked.key, asked);
  }
});

function nextView() {
  if (shown !== null) {
    const possible = offered(shown.entry);
    open(key, { field: [], view: possible[(possible.indexOf(shown.name) + 1) % possible.length] });
  }
}

function neighbour(by) {
  const name = list.neighbour(by);
  if (name !== null) {
    choose(name);
  }
}

const isNowhere = () => document.activeElement === document.body || document.activeElement === null;

const SHORTCUTS = {
  '/': () => byId('search').focus(),
  '?': () => byId('help').showModal(),
  j: () => neighbour(1),
  k: () => neighbour(-1),
  f: () => follow(!isFollowing),
  t: () => theme.next(byId('theme')),
  v: nextView,
};

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && isTyping(document.activeElement)) {
    document.activeElement.blur();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || byId('help').open) {
    return;
  }
  if (SHORTCUTS[event.key] !== undefined) {
    SHORTCUTS[event.key]();
  } else if (isNowhere() && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    neighbour(event.key === 'ArrowDown' ? 1 : -1);
  } else if (!shown?.view.key(event)) {
    return;
  }
  event.preventDefault();
});

byId('list').replaceWith(list.element);
list.chosen = choose;
setOptions(byId('order'), ORDERS);
byId('order').addEventListener('change', showList);
byId('search').addEventListener('input', showList);
byId('search').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' || event.key === 'ArrowDown') {
    event.preventDefault();
    list.element.focus();
    if (event.key === 'Enter' && list.length > 0) {
      choose(list.neighbour(-Infinity));
    }
  }
});
byId('follow').addEventListener('click', () => follow(!isFollowing));
byId('pattern').addEventListener('input', () => {
  if (isFollowing) {
    follow(true);
  }
});
byId('theme').addEventListener('click', () => theme.next(byId('theme')));
byId('ask').addEventListener('click', () => byId('help').showModal());
theme.apply(byId('theme'));
connect(keys, (problem) => {
  byId('state').textContent = problem || 'live';
  byId('state').classList.toggle('broken', problem !== '');
});
