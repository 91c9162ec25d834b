// From one colour of a channel, an accent scale for light and for dark, made in OKLCH so that hues keep their look.
// The promise, checked by unit tests over the whole wheel: text in the accent and text on it has a contrast of 4.5 : 1
// at least, and a control in the accent stands out from its background by 3 : 1, whatever colour an admin picks.

export interface Accent {
  /** A tint to lay behind text. */
  readonly tint: string;
  /** The tint, pointed at. */
  readonly tintHover: string;
  readonly border: string;
  /** Buttons and the customer's own bubbles. */
  readonly solid: string;
  readonly solidHover: string;
  /** What is written on `solid`. */
  readonly on: string;
  /** Links and accented words on any background of ours. */
  readonly text: string;
}

export interface Oklch {
  readonly l: number;
  readonly c: number;
  readonly h: number;
}

type Rgb = readonly [number, number, number];

export const PRODUCT_COLOR = "#2f6feb";

// The backgrounds of tokens.css the accent must be read on: the surface, and the darkest (lightest) grey under text.
const BACKGROUNDS = { light: ["#ffffff", "#f1f3f6"], dark: ["#14171b", "#22262c"] } as const;
const TEXT_CONTRAST = 4.5;
const CONTROL_CONTRAST = 3;
const WHITE = "#ffffff";
const INK = "#000000";

export function accentOf(color: string): { light: Accent; dark: Accent } {
  const base = toOklch(parseHex(color) ?? parseHex(PRODUCT_COLOR)!);
  return { light: accent(base, "light"), dark: accent(base, "dark") };
}

function accent(base: Oklch, theme: "light" | "dark"): Accent {
  const darker = theme === "light";
  const tint = css(at(base, darker ? 0.965 : 0.265, Math.min(base.c, darker ? 0.03 : 0.06)));
  const tintHover = css(at(base, darker ? 0.935 : 0.315, Math.min(base.c, darker ? 0.05 : 0.075)));
  const backgrounds = BACKGROUNDS[theme];
  const step = darker ? -0.005 : 0.005;
  const solid = readable(walk(base, step, (each) => backgrounds.every((back) => contrast(css(each), back) >= CONTROL_CONTRAST)));
  const text = walk(base, step, (each) => [...backgrounds, tint].every((back) => contrast(css(each), back) >= TEXT_CONTRAST));
  const on = inkOn(solid);
  return {
    tint,
    tintHover,
    border: css(at(base, darker ? 0.85 : 0.42, Math.min(base.c, 0.1))),
    solid: css(solid),
    solidHover: css(hovered(solid, on)),
    on,
    text: css(text),
  };
}

/** White on a colour that nearly carries it looks better than black does: it may get a little darker for that. */
function readable(solid: Oklch): Oklch {
  const given = contrast(css(solid), WHITE);
  if (given >= TEXT_CONTRAST || given < 3) return solid;
  const darkened = walk(solid, -0.005, (each) => contrast(css(each), WHITE) >= TEXT_CONTRAST);
  return BACKGROUNDS.dark.every((back) => contrast(css(darkened), back) >= CONTROL_CONTRAST) ? darkened : solid;
}

function inkOn(solid: Oklch): string {
  return contrast(css(solid), WHITE) >= TEXT_CONTRAST ? WHITE : INK;
}

/** Away from what is written on it, so pointing never costs contrast. */
function hovered(solid: Oklch, on: string): Oklch {
  return at(solid, solid.l + (on === WHITE ? -0.05 : 0.05), solid.c);
}

/** The nearest lightness in one direction that is good; black and white are good for everything we ask. */
function walk(base: Oklch, step: number, good: (candidate: Oklch) => boolean): Oklch {
  const end = step > 0 ? 1 : 0;
  let candidate = base;
  while (!good(candidate) && candidate.l !== end) candidate = at(base, candidate.l + step, base.c);
  return candidate;
}

function at(base: Oklch, l: number, c: number): Oklch {
  return { l: Math.min(1, Math.max(0, l)), c, h: base.h };
}

/** `#rgb` or `#rrggbb`, else null. */
export function parseHex(text: string): Rgb | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(text.trim());
  const hex = short ? `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : text.trim();
  if (!/^#[\da-f]{6}$/i.test(hex)) return null;
  const channel = (from: number): number => Number.parseInt(hex.slice(from, from + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

/** As WCAG 2 counts it, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = (parseHex(hex) ?? [0, 0, 0]).map(linear) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

/** Into OKLab and round it, with the published matrices of the space. */
export function toOklch(rgb: Rgb): Oklch {
  const [r, g, b] = rgb.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, c: Math.hypot(a, bb), h: Math.atan2(bb, a) };
}

function toLinearRgb({ l, c, h }: Oklch): Rgb {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ];
}

/** As hex; a colour no screen can show loses chroma until one can. */
function css(color: Oklch): string {
  let shown = color;
  let rgb = toLinearRgb(shown);
  while (shown.c > 0.002 && rgb.some((each) => each < -0.0005 || each > 1.0005)) {
    shown = { ...shown, c: shown.c - 0.002 };
    rgb = toLinearRgb(shown);
  }
  const byte = (each: number): string =>
    Math.round(255 * encoded(Math.min(1, Math.max(0, each)))).toString(16).padStart(2, "0");
  return `#${rgb.map(byte).join("")}`;
}

/** The declarations tokens.css has for the product's own colour. */
export function declarations(scale: Accent): string {
  return [
    `--accent-tint: ${scale.tint};`,
    `--accent-tint-hover: ${scale.tintHover};`,
    `--accent-border: ${scale.border};`,
    `--accent: ${scale.solid};`,
    `--accent-hover: ${scale.solidHover};`,
    `--on-accent: ${scale.on};`,
    `--accent-text: ${scale.text};`,
  ].join("\n  ");
}

/** Black or white on a colour that was chosen as it is, whichever is read better. */
export function inkFor(color: string): string {
  return contrast(color, WHITE) >= contrast(color, INK) ? WHITE : INK;
}

/** A colour of its own for one part: the colour, what is written on it, and the colour pointed at. */
export function partColors(name: string, color: string | undefined): string {
  if (color === undefined || parseHex(color) === null) return "";
  const ink = inkFor(color);
  const away = ink === WHITE ? INK : WHITE;
  return `--${name}: ${color}; --on-${name}: ${ink}; --${name}-hover: color-mix(in oklab, ${color}, ${away} 12%);`;
}

let sheet: CSSStyleSheet | undefined;

/**
 * Give the document a channel's colour, and `more` declarations. A constructed sheet, since the page's policy allows no
 * inline style.
 */
export function wear(color: string, more = ""): void {
  const { light, dark } = accentOf(color);
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
  sheet.replaceSync(
    `:root { ${declarations(light)} ${more} }
     @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${declarations(dark)} } }
     :root[data-theme="dark"] { ${declarations(dark)} }`,
  );
}
