/**
 * Draws the sample pictures in this folder: npx tsx samples/make-samples.ts
 *
 * All shapes, letters and the mark are drawn here. Nothing is taken from a photo, a font or other artwork.
 */
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { word } from "./letters.ts";
import type { Word } from "./letters.ts";
import { mark } from "./mark.ts";

const sharp = createRequire(new URL("../apps/worker/package.json", import.meta.url))("sharp");

const PLATE = "#b9cf34";

interface Placed {
  /** Centre of the text. */
  x: number;
  y: number;
  width: number;
  turn?: number;
}

const svg = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#eef1f4"/><stop offset="1" stop-color="#c9d0d6"/></linearGradient>
    <linearGradient id="shell" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#d9dde1"/><stop offset=".5" stop-color="#ffffff"/><stop offset="1" stop-color="#cfd4d9"/></linearGradient>
    <linearGradient id="dark" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#3a4350"/><stop offset="1" stop-color="#15191f"/></linearGradient>
  </defs>${body}</svg>`;

/** A line of text with this width, centred at a point. */
const lettering = (text: string, colour: string, placed: Placed, weight?: number): string =>
  placeLine(word(text, colour, weight), placed);

/** The mark without its plate. */
const bareMark = (colour: string, ground: string, placed: Placed): string => placeLine(mark(colour, ground), placed);

function placeLine(line: Word, { x, y, width, turn = 0 }: Placed): string {
  const scale = width / line.width;
  return `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${scale.toFixed(4)}) translate(${-line.width / 2} 5)">${line.svg}</g>`;
}

/** The mark on its slanted plate. */
function plate({ x, y, width, turn = 0 }: Placed): string {
  const [w, h] = [width * 1.25, width * 0.36];
  return `<g transform="translate(${x} ${y}) rotate(${turn})">
    <path d="M${-w / 2} ${-h / 2} H${w / 2} V${h / 2} H${-w / 2 + h * 0.5} Z" fill="${PLATE}" stroke="${PLATE}" stroke-width="${h * 0.1}" stroke-linejoin="round"/>
    ${bareMark("#2a6fb0", "#ffffff", { x: w * 0.05, y: 0, width })}</g>`;
}

const room = (width: number, height: number): string =>
  `<rect width="${width}" height="${height}" fill="url(#wall)"/><rect y="${height * 0.8}" width="${width}" height="${height * 0.2}" fill="#a8927c"/>`;

/** An air cooler from the front: shell, grille, knobs, wheels. */
function cooler(x: number, y: number, width: number, height: number, shell = "url(#shell)"): string {
  const slats = Array.from({ length: 14 }, (_, i) => {
    const top = y + height * (0.3 + i * 0.034);
    return `<rect x="${x + width * 0.1}" y="${top}" width="${width * 0.8}" height="${height * 0.016}" rx="2" fill="#7d8791"/>`;
  });
  const knobs = [0.3, 0.5, 0.7].map(
    (at) => `<circle cx="${x + width * at}" cy="${y + height * 0.07}" r="${width * 0.045}" fill="#59636e"/>`,
  );
  const wheels = [0.12, 0.88].map(
    (at) => `<circle cx="${x + width * at}" cy="${y + height}" r="${width * 0.06}" fill="#2b2f34"/>`,
  );
  return `${wheels.join("")}<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${width * 0.08}" fill="${shell}" stroke="#9aa3ab" stroke-width="2"/>
    <rect x="${x + width * 0.06}" y="${y + height * 0.28}" width="${width * 0.88}" height="${height * 0.52}" rx="${width * 0.04}" fill="#aab2ba"/>${slats.join("")}${knobs.join("")}`;
}

function fan(x: number, y: number, radius: number): string {
  const blades = [0, 120, 240].map(
    (turn) =>
      `<path transform="rotate(${turn} ${x} ${y})" d="M${x} ${y} q${radius * 0.7} ${-radius * 0.3} ${radius * 0.3} ${-radius * 0.85} q${-radius * 0.4} ${radius * 0.2} ${-radius * 0.3} ${radius * 0.85}" fill="#6b8fb3"/>`,
  );
  return `<rect x="${x - radius * 0.06}" y="${y}" width="${radius * 0.12}" height="${radius * 2}" fill="#59636e"/><ellipse cx="${x}" cy="${y + radius * 2}" rx="${radius * 0.6}" ry="${radius * 0.12}" fill="#454d56"/>
    <circle cx="${x}" cy="${y}" r="${radius}" fill="#e6ebf0" stroke="#59636e" stroke-width="6"/>${blades.join("")}<circle cx="${x}" cy="${y}" r="${radius * 0.12}" fill="#2f3a45"/>`;
}

const kettle = `<rect width="700" height="600" fill="url(#wall)"/><ellipse cx="350" cy="520" rx="220" ry="24" fill="#8d97a1"/>
  <path d="M220 510 L250 220 H450 L480 510 Z" fill="url(#shell)" stroke="#9aa3ab" stroke-width="3"/><path d="M450 250 q130 20 60 200" fill="none" stroke="#2f3a45" stroke-width="26" stroke-linecap="round"/>
  <path d="M250 240 L180 190 L250 300" fill="#c4cad0"/><ellipse cx="350" cy="220" rx="100" ry="20" fill="#59636e"/>`;

const leaflet = [
  "the symphony of cool air in your house",
  "feel a symphony of fresh wind all day",
  "cool the whole room in an hour",
]
  .map((line, i) => lettering(line, "#23303c", { x: 480, y: 150 + i * 130, width: 800 }, 1.4))
  .join("");

const picture = (width: number, height: number, body: string) => sharp(Buffer.from(svg(width, height, body)));

type Verdict = "Valid" | "Invalid" | "Error";
const samples: Record<string, { verdict: Verdict; bytes: () => Promise<Uint8Array> }> = {
  "plate.jpg": {
    verdict: "Valid",
    bytes: () =>
      picture(900, 600, `${room(900, 600)}${plate({ x: 450, y: 300, width: 380 })}`)
        .jpeg({ quality: 85 })
        .toBuffer(),
  },
  "cooler.jpg": {
    verdict: "Valid",
    bytes: () =>
      picture(800, 1000, `${room(800, 1000)}${cooler(190, 120, 420, 760)}${plate({ x: 400, y: 268, width: 150 })}`)
        .jpeg({ quality: 85 })
        .toBuffer(),
  },
  "cooler-tilted.jpg": {
    verdict: "Valid",
    bytes: () =>
      picture(
        900,
        1000,
        `${room(900, 1000)}<g transform="rotate(14 450 500)">${cooler(240, 130, 420, 740)}${bareMark("#39434d", "#f2f4f6", { x: 450, y: 275, width: 200 })}</g>`,
      )
        .jpeg({ quality: 82 })
        .toBuffer(),
  },
  "cooler-far.jpg": {
    verdict: "Valid",
    bytes: () =>
      picture(
        1800,
        1350,
        `${room(1800, 1350)}${fan(400, 560, 210)}${cooler(1120, 620, 300, 520)}${bareMark("#39434d", "#f2f4f6", { x: 1270, y: 728, width: 110 })}`,
      )
        .jpeg({ quality: 78 })
        .toBuffer(),
  },
  "cooler-sideways.jpg": {
    verdict: "Valid",
    // Stored sideways with an EXIF orientation, like photos of phones.
    bytes: () =>
      picture(
        800,
        1000,
        `${room(800, 1000)}${cooler(190, 120, 420, 760)}${bareMark("#1f4f8a", "#f2f4f6", { x: 400, y: 268, width: 230 })}`,
      )
        .rotate(-90)
        .withMetadata({ orientation: 6 })
        .jpeg({ quality: 85 })
        .toBuffer(),
  },
  "night.webp": {
    verdict: "Valid",
    bytes: () =>
      picture(
        900,
        700,
        `<rect width="900" height="700" fill="url(#dark)"/>${cooler(260, 80, 380, 560, "#20262e")}${bareMark("#f2f5f7", "#20262e", { x: 450, y: 190, width: 220 })}`,
      )
        .webp({ quality: 80 })
        .toBuffer(),
  },
  "sticker.png": {
    verdict: "Valid",
    bytes: () =>
      picture(640, 320, `${bareMark("#1b232b", "#ffffff", { x: 320, y: 160, width: 280 })}`)
        .png({ palette: true })
        .toBuffer(),
  },
  "cooler-plain.jpg": {
    verdict: "Invalid",
    bytes: () =>
      picture(800, 1000, `${room(800, 1000)}${cooler(190, 120, 420, 760)}`)
        .jpeg({ quality: 85 })
        .toBuffer(),
  },
  "cooler-other-word.jpg": {
    verdict: "Invalid",
    bytes: () =>
      picture(
        800,
        1000,
        `${room(800, 1000)}${cooler(190, 120, 420, 760)}${lettering("Harmony", "#39434d", { x: 400, y: 268, width: 220 })}`,
      )
        .jpeg({ quality: 85 })
        .toBuffer(),
  },
  "leaflet.png": {
    verdict: "Invalid",
    bytes: () =>
      picture(960, 560, `<rect width="960" height="560" fill="#fdfcf8"/>${leaflet}`).png({ palette: true }).toBuffer(),
  },
  "fan.jpg": {
    verdict: "Invalid",
    bytes: () =>
      picture(700, 900, `${room(700, 900)}${fan(350, 340, 220)}`)
        .jpeg({ quality: 85 })
        .toBuffer(),
  },
  "kettle.gif": { verdict: "Invalid", bytes: () => picture(700, 600, kettle).gif({ colours: 64 }).toBuffer() },
  "torn.jpg": {
    verdict: "Error",
    bytes: async () => {
      const whole = await picture(800, 1000, `${room(800, 1000)}${cooler(190, 120, 420, 760)}`)
        .jpeg({ quality: 85 })
        .toBuffer();
      return whole.subarray(0, Math.floor(whole.length * 0.6));
    },
  },
  "shopping-list.jpg": {
    verdict: "Error",
    bytes: async () => Buffer.from("This is a text file, whatever its name says.\n\n- ice\n- lemons\n- a new fan\n"),
  },
};

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
for (const [name, { bytes }] of Object.entries(samples)) await writeFile(here(name), await bytes());
const expected = Object.fromEntries(Object.entries(samples).map(([name, { verdict }]) => [name, verdict]));
await writeFile(here("expected.json"), `${JSON.stringify(expected, null, 2)}\n`);
