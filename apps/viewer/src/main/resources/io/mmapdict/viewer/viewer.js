'use strict';

const element = (id) => document.getElementById(id);
const rows = new Map(); // key -> its row
let chosen = null;

function count() {
  element('state').textContent = `${rows.size} ${rows.size === 1 ? 'key' : 'keys'}, live`;
}

function rowOf(entry) {
  const row = document.createElement('tr');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = entry.key;
  button.addEventListener('click', () => show(entry.key));
  row.insertCell().append(button);
  row.insertCell().textContent = entry.kind;
  row.insertCell().textContent = entry.dtype ?? '';
  row.insertCell().textContent = entry.shape === null ? '' : entry.shape.join(' × ');
  const bytes = row.insertCell();
  bytes.className = 'number';
  bytes.textContent = entry.bytes.toLocaleString('en');
  row.classList.toggle('chosen', entry.key === chosen);
  return row;
}

function apply(change, isNew) {
  for (const key of change.removed) {
    rows.get(key)?.remove();
    rows.delete(key);
  }
  const added = document.createDocumentFragment();
  for (const entry of change.put) {
    const row = rowOf(entry);
    row.classList.toggle('new', isNew);
    rows.set(entry.key, row);
    added.append(row);
  }
  element('keys').append(added);
  count();
  if (isNew && change.put.some((entry) => entry.key === chosen)) {
    show(chosen);
  }
}

async function show(key) {
  rows.get(chosen)?.classList.remove('chosen');
  chosen = key;
  rows.get(key)?.classList.add('chosen');
  element('shown').textContent = key;
  element('said').textContent = 'loading';
  let said = '';
  let picture = null;
  try {
    const answer = await fetch(`image?key=${encodeURIComponent(key)}`);
    if (answer.ok) {
      picture = await answer.blob();
    } else {
      said = (await answer.json()).error;
    }
  } catch (error) {
    said = `${error}`; // a key that is no text of Unicode, or a server that has gone
  }
  if (key === chosen) {
    const image = element('picture');
    URL.revokeObjectURL(image.src);
    image.hidden = picture === null;
    image.src = picture === null ? 'data:,' : URL.createObjectURL(picture);
    image.alt = picture === null ? '' : `${key} as a picture`;
    element('said').textContent = said;
  }
}

const events = new EventSource('events');
events.addEventListener('keys', (event) => {
  const all = JSON.parse(event.data);
  document.title = element('file').textContent = all.file;
  rows.clear();
  element('keys').replaceChildren();
  apply(all, false);
});
events.addEventListener('change', (event) => apply(JSON.parse(event.data), true));
events.addEventListener('error', () => {
  element('state').textContent = 'the server does not answer; trying again';
});
