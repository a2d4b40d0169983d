// Opens a manifest with an Arrow reader that has nothing to do with bandprep,
// checks columns and metadata, and computes mean and standard deviation of
// train from the exact sums.
//
// usage: node check.mjs MANIFEST NORMALIZATION
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';

const [manifest, normalization] = process.argv.slice(2);
const table = tableFromIPC(readFileSync(manifest));
const constants = JSON.parse(readFileSync(normalization, 'utf8'));
const meta = table.schema.metadata;

function check(ok, text) {
  if (!ok) {
    console.error('FAIL: ' + text);
    process.exit(1);
  }
}

const kind = meta.get('bandprep.sums');
const names = table.schema.fields.map((f) => f.name);
const sums = ['sum', 'sum_squares', 'sum_complete', 'sum_products']
  .flatMap((n) => (kind === 'float64x3' ? [n + '_high', n + '_mid', n + '_low'] : [n]));
for (const name of ['id', 'path', 'member', 'page', 'files', 'window', 'width', 'height', 'bands', 'sample_type', 'label', 'labels',
  'group', 'leak_group', 'time', 'split', 'left_out', 'fold', 'grade', 'mark', 'mask', 'label_raster', 'class_pixels', 'boxes',
  'bytes', 'content_hash', 'pixel_hash', 'phash', 'crs', 'bbox', 'footprint', 'decoder', 'valid', 'total', 'mean', 'stddev',
  'minimum', 'maximum', 'complete', 'histogram', ...sums]) {
  check(names.includes(name), `no column ${name}`);
}
for (const f of table.schema.fields) check(f.metadata.get('description'), `column ${f.name} is not documented`);
for (const key of ['version', 'options', 'inputs', 'seed', 'splitter', 'certificate', 'summaries', 'normalization']) {
  check(meta.has('bandprep.' + key), `no metadata bandprep.${key}`);
}
check(meta.get('bandprep.normalization') === JSON.stringify(constants), 'normalization.json differs from the metadata');
const rows = table.toArray();
for (let i = 1; i < rows.length; i++) check(rows[i - 1].id < rows[i].id, 'rows are not sorted by id');

// Rationals: a BigInt numerator over a power of two keeps doubles exact.
const bits = 1100n;
function fromDouble(x) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const raw = view.getBigUint64(0);
  const exponent = (raw >> 52n) & 0x7ffn;
  let m = raw & 0xfffffffffffffn;
  if (exponent > 0n) m |= 1n << 52n;
  const v = m << (bits + (exponent > 0n ? exponent : 1n) - 1075n);
  return raw >> 63n ? -v : v;
}
function decimal(v) { // four 32-bit words, least significant first
  let x = 0n;
  for (let i = 3; i >= 0; i--) x = (x << 32n) | BigInt(v[i]);
  return BigInt.asIntN(128, x);
}
function exact(row, name, band) {
  if (kind === 'float64x3') return ['_high', '_mid', '_low'].map((part) => fromDouble(row[name + part].get(band))).reduce((a, b) => a + b);
  const v = row[name].get(band);
  return (kind === 'int64' ? v : decimal(v)) << bits;
}
// sqrtRatio returns sqrt(p/q) to about 30 digits, as a double.
function ratio(p, q) {
  const scale = 10n ** 30n;
  const sign = p < 0n ? -1 : 1;
  const v = (sign < 0 ? -p : p) * scale / q;
  return sign * Number(v) / 1e30;
}

const train = rows.filter((r) => r.split === 'train');
check(train.length === constants.images, `${train.length} train items, constants are of ${constants.images}`);
let worst = 0;
for (let band = 0; band < constants.bands.length; band++) {
  let n = 0n, s = 0n, s2 = 0n;
  for (const r of train) {
    const at = r.bands === 1 ? 0 : band; // grey counts as R = G = B
    n += BigInt(r.valid.get(at));
    s += exact(r, 'sum', at);
    s2 += exact(r, 'sum_squares', at);
  }
  const one = 1n << bits;
  const mean = ratio(s, n * one) / constants.scale;
  const variance = ratio(n * s2 * one - s * s, n * n * one * one);
  const std = Math.sqrt(variance) / constants.scale;
  const off = (a, b) => Math.abs(a - b) / Math.max(Math.abs(b), 1e-300);
  worst = Math.max(worst, off(mean, constants.mean[band]), off(std, constants.std[band]));
  check(off(mean, constants.mean[band]) < 1e-14 && off(std, constants.std[band]) < 1e-14,
    `band ${constants.bands[band]}: ${mean}, ${std}, want ${constants.mean[band]}, ${constants.std[band]}`);
}
console.log(`ok: ${rows.length} rows, ${constants.bands.length} bands, sums ${kind}, largest difference ${worst}`);
