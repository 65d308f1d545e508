// Pictures with at most 256 colours, which is plenty for an editor's window and takes a third of the room.
import zlib from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 256;

/**
 * The same picture with a palette. Takes what browsers write: 8 bits a channel, with or without alpha, not interlaced.
 * @param {Buffer} png
 * @returns {Buffer}
 */
export function shrinkPng(png) {
  const { width, height, colours } = decode(png);
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const boxes = cut([...counts].map(([colour, count]) => ({ colour, count })));
  const palette = boxes.map((box) => box.reduce((most, entry) => (entry.count > most.count ? entry : most)));
  const indexOf = new Map(boxes.flatMap((box, index) => box.map(({ colour }) => [colour, index])));
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf.get(colours[y * width + x]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(({ colour }) => channels(colour)))),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** Median cut: the box with the most to lose is halved along its longest side, until there are enough. */
function cut(entries) {
  const boxes = [entries];
  while (boxes.length < MOST_COLOURS) {
    const ranked = boxes
      .map((box, index) => ({ index, ...longestSide(box) }))
      .sort((a, b) => b.length - a.length);
    const [{ index, length, side }] = ranked;
    if (length === 0) break;
    const box = boxes[index].sort((a, b) => channels(a.colour)[side] - channels(b.colour)[side]);
    const half = box.reduce((sum, { count }) => sum + count, 0) / 2;
    let sum = 0;
    const at = box.findIndex(({ count }) => (sum += count) >= half);
    const middle = Math.min(box.length - 1, Math.max(1, at));
    boxes.splice(index, 1, box.slice(0, middle), box.slice(middle));
  }
  return boxes;
}

function longestSide(box) {
  const sides = [0, 1, 2].map((side) => {
    const values = box.map(({ colour }) => channels(colour)[side]);
    let [least, most] = [255, 0];
    for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
    return { side, length: most - least };
  });
  return sides.reduce((longest, side) => (side.length > longest.length ? side : longest));
}

function decode(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('This is no PNG');
  const data = [];
  let header;
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, kind, , , interlaced] = header.subarray(8);
  const size = { 2: 3, 6: 4 }[kind];
  if (depth !== 8 || size === undefined || interlaced !== 0)
    throw new Error(`A PNG of ${depth} bits and colour type ${kind} is not known here`);
  const bytes = unfilter(zlib.inflateSync(Buffer.concat(data)), width * size, height, size);
  const colours = new Uint32Array(width * height);
  for (let index = 0; index < colours.length; index += 1) colours[index] = bytes.readUIntBE(index * size, 3);
  return { width, height, colours };
}

/** The five filters of PNG (its specification, section 9). */
function unfilter(raw, stride, height, size) {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x >= size ? out[at - size] : 0;
      const up = y > 0 ? out[at - stride] : 0;
      const corner = x >= size && y > 0 ? out[at - stride - size] : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[at] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function chunk(type, body) {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(zlib.crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}
