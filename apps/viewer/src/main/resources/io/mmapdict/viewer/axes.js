// Which axes of an array the picture takes. A choice is a list with one member for each axis: an index, 'y' (down),
// 'x' (to the right) or 'c' (the colours); and three indices along the axis 'c', or four: the last one is the opacity.

/** Of the types that pictures in colours have: the value of what is opaque. */
const OPAQUE = { uint8: 255, uint16: 65535, '>u2': 65535, float16: 1, float32: 1, float64: 1, '>f2': 1, '>f4': 1, '>f8': 1 };

/** The opacity's greatest value; null for types in which no fourth channel is one. */
export const opaque = (dtype) => OPAQUE[dtype] ?? null;

/** Where a fourth channel stands that may be the opacity; null if there is none. */
export function opacityIndex(choice, shape, dtype) {
  const colours = choice.at.indexOf('c');
  return colours >= 0 && shape[colours] === 4 && opaque(dtype) !== null ? 3 : null;
}

/** Whether the last axis looks like the channels of pictures: of floats it may as well be a column of a small matrix. */
function hasChannels(shape, dtype) {
  const [rows, columns, channels] = shape.slice(-3);
  return (
    shape.length >= 3 &&
    (channels === 3 || channels === 4) &&
    opaque(dtype) !== null &&
    (opaque(dtype) > 1 || channels < Math.min(rows, columns))
  );
}

/** What is taken if nobody says. */
export function usual(shape, dtype) {
  if (hasChannels(shape, dtype)) {
    return { at: [...shape.slice(3).map(() => 0), 'y', 'x', 'c'], rgb: [0, 1, 2, 3].slice(0, shape.at(-1)) };
  }
  const longest = shape.map((length, axis) => ({ length, axis }));
  longest.sort((a, b) => b.length - a.length || a.axis - b.axis);
  const [first, second] = longest.slice(0, 2).map((one) => one.axis).sort((a, b) => a - b);
  const at = shape.map(() => 0);
  at[first] = second === undefined ? 'x' : 'y';
  if (second !== undefined) {
    at[second] = 'x';
  }
  return { at, rgb: [0, 1, 2] };
}

/** Whether a choice made for another array can stay. */
export function fits(choice, shape) {
  const { at, rgb } = choice;
  return (
    at.length === shape.length &&
    at.filter((one) => one === 'y').length === 1 &&
    at.filter((one) => one === 'x').length === 1 &&
    at.filter((one) => one === 'c').length <= 1 &&
    at.every((one, axis) => 'yxc'.includes(one) || (Number.isInteger(one) && one >= 0 && one < shape[axis])) &&
    (!at.includes('c') || rgb.every((index) => Number.isInteger(index) && index >= 0 && index < shape[at.indexOf('c')]))
  );
}

/** From the texts of an address; null if they do not fit. */
export function parse(atText, rgbText, shape, dtype) {
  const number = (one) => (/^\d+$/.test(one) ? Number(one) : one);
  const at = (atText ?? '').split(',').map(number);
  const rgb = rgbText === undefined ? [0, 1, 2] : rgbText.split(',').map(number);
  const choice = { at, rgb };
  const most = opacityIndex(choice, shape, dtype) === null ? 3 : 4;
  return rgb.length >= 3 && rgb.length <= most && fits(choice, shape) ? choice : null;
}

/** The planes that are read: one, or three for colours, or four with the opacity. Each as the parameter 'at'. */
export function planes(choice) {
  const { at, rgb } = choice;
  return at.includes('c')
    ? rgb.map((index) => at.map((one) => (one === 'c' ? index : one)).join(','))
    : [at.join(',')];
}

/** An element's place below a pixel. */
export const element = (choice, row, column) =>
  choice.at.map((one) => (one === 'y' ? row : one === 'x' ? column : one === 'c' ? choice.rgb[0] : one));

/** The axes of a picture that a spectrum can run along: the colours' one, then the others. */
export function spectral(choice, shape) {
  const axes = shape.map((_, axis) => axis).filter((axis) => !['y', 'x'].includes(choice.at[axis]));
  return axes.filter((axis) => shape[axis] > 1).sort((a, b) => (choice.at[b] === 'c') - (choice.at[a] === 'c') || a - b);
}

/** A choice in which one role has gone to another axis; the axis that had it takes what that one had. */
export function moved(choice, role, axis, shape) {
  const at = [...choice.at];
  const had = at.indexOf(role);
  const was = axis < 0 ? 0 : at[axis];
  if (had >= 0) {
    at[had] = axis < 0 || typeof was === 'number' ? 0 : was;
  }
  if (axis >= 0) {
    at[axis] = role;
  }
  const colours = at.indexOf('c');
  const rgb = colours < 0 ? choice.rgb : choice.rgb.slice(0, 3).map((index) => Math.min(index, shape[colours] - 1));
  return { at, rgb };
}
