// Colour maps, computed: straight ways through OKLab's lightness, so that a brighter colour is always a larger value,
// to an eye of any kind and on paper. Björn Ottosson, "A perceptual color space for image processing", 2020.

/** L 0 to 1, hue in degrees: what a map passes through, from its darkest to its lightest colour. */
const WAYS = {
  ember: { from: 0.1, to: 0.97, hues: [295, 350, 30, 60, 95], chroma: [0.06, 0.17, 0.19, 0.15, 0.05] },
  lagoon: { from: 0.14, to: 0.95, hues: [285, 268, 250, 190, 108], chroma: [0.07, 0.13, 0.1, 0.13, 0.12] },
  steel: { from: 0.08, to: 0.98, hues: [262, 258, 254, 250, 246], chroma: [0.03, 0.09, 0.09, 0.06, 0.01] },
};

export const MAPS = ['grey', ...Object.keys(WAYS)];

function between(list, t) {
  const at = Math.min(t * (list.length - 1), list.length - 1.000001);
  const i = Math.floor(at);
  let step = list[i + 1] - list[i];
  if (Math.abs(step) > 180) {
    step -= 360 * Math.sign(step); // the short way round the hues
  }
  return list[i] + step * (at - i);
}

function linear(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const encoded = (c) => Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));

/** A colour as a screen shows it; with less chroma where it has none so strong. */
function shown(lightness, chroma, hue) {
  const angle = (hue * Math.PI) / 180;
  let strength = chroma;
  let rgb = [];
  do {
    rgb = linear(lightness, strength * Math.cos(angle), strength * Math.sin(angle));
    strength *= 0.97;
  } while (strength > 1e-4 && rgb.some((c) => c < 0 || c > 1));
  return rgb.map((c) => encoded(Math.min(1, Math.max(0, c))));
}

/** 256 colours [r, g, b] from the least value to the greatest. */
export function colours(name, inverted = false) {
  const list = [];
  for (let i = 0; i < 256; i++) {
    const t = (inverted ? 255 - i : i) / 255;
    const way = WAYS[name];
    list.push(
      way === undefined
        ? [255 * t, 255 * t, 255 * t].map(Math.round)
        : shown(way.from + (way.to - way.from) * t, between(way.chroma, t), between(way.hues, t)),
    );
  }
  return list;
}

/** As a picture's memory has them: A, B, G, R from the highest byte. */
export const word = ([r, g, b]) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

export const words = (name, inverted) => Uint32Array.from(colours(name, inverted).map(word));

// What is no value: stripes in two colours each, which no map has.
export const MASKED = [[214, 51, 156], [255, 176, 224]];
export const NOT_A_NUMBER = [[0, 140, 50], [100, 255, 130]];
