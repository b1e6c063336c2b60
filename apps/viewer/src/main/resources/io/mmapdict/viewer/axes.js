// Which axes of an array the picture takes. A choice is a list with one member for each axis: an index, 'y' (down),
// 'x' (to the right) or 'c' (the colours); and three indices along the axis 'c'.

const RGB_TYPES = new Set(['uint8', 'uint16', '>u2', '<u2', '|u1', 'u1']);

/** What is taken if nobody says. */
export function usual(shape, dtype) {
  if (shape.length === 3 && (shape[2] === 3 || shape[2] === 4) && RGB_TYPES.has(dtype)) {
    return { at: ['y', 'x', 'c'], rgb: [0, 1, 2] };
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
export function parse(atText, rgbText, shape) {
  const number = (one) => (/^\d+$/.test(one) ? Number(one) : one);
  const at = (atText ?? '').split(',').map(number);
  const rgb = rgbText === undefined ? [0, 1, 2] : rgbText.split(',').map(number);
  const choice = { at, rgb };
  return rgb.length === 3 && fits(choice, shape) ? choice : null;
}

/** The planes that are read: one, or three for colours. Each as the parameter 'at'. */
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
  const rgb = colours < 0 ? choice.rgb : choice.rgb.map((index) => Math.min(index, shape[colours] - 1));
  return { at, rgb };
}
