// The fields of a structured type, read from its text, which is a literal of Python's:
// [('x', '<f4'), ('rgb', 'u1', (3,))] or {'names': [...], 'formats': [...], ...}.

const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)|([A-Za-z]+)|([[\](){},:]))/y;

const ESCAPES = { n: '\n', t: '\t', r: '\r' };

const unescaped = (text) =>
  text.replace(/\\(?:x(..)|u(....)|U(.{8})|(.))/gs, (all, x, u, wide, one) =>
    one === undefined ? String.fromCodePoint(Number.parseInt(x ?? u ?? wide, 16)) : (ESCAPES[one] ?? one));

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) {
      return null;
    }
    const [, single, double, digits, word, sign] = match;
    if (sign !== undefined) {
      found.push({ sign });
    } else if (digits !== undefined) {
      found.push({ value: Number(digits) });
    } else {
      found.push({ value: word ?? unescaped(single ?? double) });
    }
  }
  return found;
}

/** A list or tuple as an array, a dict as a Map. */
function literal(from) {
  const token = from.shift();
  if (token === undefined) {
    throw new SyntaxError('ends too early');
  }
  if (token.sign === undefined) {
    return token.value;
  }
  const isDict = token.sign === '{';
  const items = isDict ? new Map() : [];
  while (from.length > 0 && !')]}'.includes(from[0].sign ?? ' ')) {
    const item = literal(from);
    if (isDict) {
      from.shift(); // the colon
      items.set(item, literal(from));
    } else {
      items.push(item);
    }
    if (from[0]?.sign === ',') {
      from.shift();
    }
  }
  from.shift();
  return items;
}

/** [{name, type, shape}]; empty for a type without fields. */
function fieldsIn(type) {
  if (type instanceof Map) {
    const formats = type.get('formats') ?? [];
    return (type.get('names') ?? []).map((name, i) => described(name, formats[i], []));
  }
  if (Array.isArray(type) && type.every(Array.isArray)) {
    return type.map(([name, of, shape]) => described(Array.isArray(name) ? name[1] : name, of, shape ?? []));
  }
  return [];
}

/** ('<f4', (3,)) is a type with axes of its own. */
function described(name, type, shape) {
  if (Array.isArray(type) && typeof type[0] === 'string' && Array.isArray(type[1])) {
    return { name, type: type[0], shape: [...shape, ...type[1]] };
  }
  return { name, type, shape: Array.isArray(shape) ? shape : [shape] };
}

export function fields(dtype) {
  if (!dtype?.startsWith('[') && !dtype?.startsWith('{')) {
    return [];
  }
  try {
    return fieldsIn(literal(tokens(dtype) ?? []));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return []; // a type that is not understood is shown as a table all the same
    }
    throw error;
  }
}

const KINDS = { b: 'bool', '?': 'bool', i: 'int', u: 'uint', f: 'float', c: 'complex' };

/** A type as numpy calls it: uint8, which a field's text calls |u1. Of the other byte order it stays as it is. */
function named(type) {
  const [, kind, size] = (typeof type === 'string' ? /^[<|=]?([b?iufc])(\d*)$/.exec(type) : null) ?? [];
  return kind === undefined ? type : KINDS[kind] === 'bool' ? 'bool' : KINDS[kind] + 8 * Number(size);
}

/** Texts, times and objects are no picture. */
const hasNumbers = ({ type }) => typeof type !== 'string' || /^[<>|=]?[?biufc]/.test(type);

/**
 * An array below a path of fields: {dtype, shape, path, choices}, where choices are the names to choose from at each
 * level. The path is completed with first fields that are numbers, and cut where it does not fit.
 */
export function below(dtype, shape, path) {
  let level = fields(dtype);
  let type = dtype;
  let axes = shape;
  const taken = [];
  const choices = [];
  while (level.length > 0) {
    const wanted = path[taken.length];
    const field = level.find((one) => one.name === wanted) ?? level.find(hasNumbers) ?? level[0];
    choices.push(level.map((one) => one.name));
    taken.push(field.name);
    axes = [...axes, ...field.shape];
    type = field.type;
    level = fieldsIn(type);
  }
  return { dtype: named(type), shape: axes, path: taken, choices };
}
