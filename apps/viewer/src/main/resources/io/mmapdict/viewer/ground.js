// What is seen through a picture that is not opaque: squares in two greys, which stay where they are on the screen.

const SIDE = 8; // points of the screen
const GREYS = ['#666', '#999'];

let known = null; // {context, ratio, pattern}: the last one made

export function chequered(context) {
  const ratio = devicePixelRatio;
  if (known?.context !== context || known.ratio !== ratio) {
    const side = Math.max(1, Math.round(SIDE * ratio));
    const two = new OffscreenCanvas(2 * side, 2 * side);
    const squares = two.getContext('2d');
    for (let i = 0; i < 4; i++) {
      squares.fillStyle = GREYS[(i + (i >> 1)) % 2];
      squares.fillRect((i % 2) * side, (i >> 1) * side, side, side);
    }
    known = { context, ratio, pattern: context.createPattern(two, 'repeat') };
  }
  return known.pattern;
}
