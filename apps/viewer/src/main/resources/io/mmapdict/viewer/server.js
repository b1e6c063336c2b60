// What the server is asked: docs/viewer.md. Addresses are relative, the page may stand below a prefix.

export class ServerError extends Error {}

/** The address of a resource; a parameter that is a list is repeated, one that is null left out. */
export function address(resource, parameters) {
  const query = [];
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) {
        query.push(`${name}=${encodeURIComponent(one)}`);
      }
    }
  }
  return `${resource}?${query.join('&')}`;
}

const BUSY = 503;
const PATIENCE = [500, 1000, 2000, 4000]; // milliseconds until a server that is busy is asked again

async function ask(resource, parameters, signal, cache = 'default') {
  for (const wait of [...PATIENCE, null]) {
    const answer = await once(resource, parameters, signal, cache);
    if (answer.ok) {
      return answer;
    }
    if (answer.status !== BUSY || wait === null) {
      throw new ServerError(await reason(answer));
    }
    await new Promise((done) => setTimeout(done, wait));
  }
  throw new ServerError('the server is busy');
}

async function once(resource, parameters, signal, cache) {
  try {
    return await fetch(address(resource, parameters), { signal, cache });
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    if (error instanceof URIError) {
      throw new ServerError('this key is no text of Unicode, and cannot be asked for');
    }
    throw new ServerError('the server does not answer');
  }
}

async function reason(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text || `the server answers with ${answer.status}`;
  }
}

export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';

export async function json(resource, parameters, signal) {
  return JSON.parse(await (await ask(resource, parameters, signal)).text());
}

/**
 * A tile: {rows, columns, values: Float32Array, masked: Uint8Array or null}. The server keeps tiles until the next commit;
 * where isFresh it reads the file again, for elements can be set in place.
 */
export async function tile(parameters, signal, isFresh) {
  const answer = await ask('tile', parameters, signal, isFresh ? 'reload' : 'default');
  const rows = Number(answer.headers.get('X-Rows'));
  const columns = Number(answer.headers.get('X-Columns'));
  const body = await answer.arrayBuffer();
  const count = rows * columns;
  if (body.byteLength < 4 * count) {
    throw new ServerError(`a tile of ${rows} × ${columns} came with ${body.byteLength} bytes`);
  }
  const values = new Float32Array(body, 0, count); // little-endian, as every browser's machine is
  const masked = answer.headers.get('X-Masked') === '1' ? new Uint8Array(body, 4 * count, count) : null;
  return { rows, columns, values, masked };
}
