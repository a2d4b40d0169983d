// The same questions with Polars: node questions-polars.mjs PHOTOS.parquet SCENES.parquet LONGITUDE
import pl from 'nodejs-polars';
import { covariance, distance, meanStd } from './common.mjs';

const [photosName, scenesName, longitude] = process.argv.slice(2);
const photos = pl.readParquet(photosName);
const scenes = pl.readParquet(scenesName);
const train = photos.filter(pl.col('split').eq(pl.lit('train')));
const at = (column, b) => pl.col(column).lst.get(b);
const total = (frame, column, b) => BigInt(frame.select(b === undefined ? pl.col(column).sum() : at(column, b).sum().alias(column)).row(0)[0]);
const map = (frame, k, v) => Object.fromEntries(frame.toRecords().filter((r) => r[k] !== null).map((r) => [r[k], Number(r[v])]));
const counts = (frame, column) => frame.filter(pl.col(column).isNotNull()).groupBy(column).agg(pl.col('id').count().alias('n'));

const bands = [0, 1, 2].map((b) => meanStd(total(train, 'valid', b), total(train, 'sum', b), total(train, 'sum_squares', b), 255));
const labelled = counts(train, 'label').toRecords();
const all = labelled.reduce((n, r) => n + Number(r.n), 0);
const sized = photos.select('id', pl.col('width').mul(pl.col('height')).alias('area')).sort(['area', 'id']).toRecords();
const bytes = (column) => pl.col(column).cast(pl.List(pl.UInt8)); // the JavaScript binding hands out no binary
const hashes = photos.select('id', bytes('phash')).toRecords().filter((r) => r.phash);
const near = [];
for (const a of hashes) for (const b of hashes) {
  const d = distance(Buffer.from(a.phash), Buffer.from(b.phash));
  if (a.id < b.id && d <= 6) near.push([a.id, b.id, d]);
}
const equal = new Map();
for (const r of photos.sort('id').select('id', bytes('pixel_hash')).toRecords()) {
  if (!r.pixel_hash) continue;
  const k = Buffer.from(r.pixel_hash).toString('hex');
  equal.set(k, [...(equal.get(k) ?? []), r.id]);
}
const months = photos.filter(pl.col('time').isNotNull()).select('id', pl.col('time').date.strftime('%Y-%m').alias('month'));
console.log(JSON.stringify({
  splits: map(counts(photos, 'split'), 'split', 'n'),
  means: map(train.groupBy('label').agg(at('sum', 0).sum().alias('s'), at('valid', 0).sum().alias('n')).withColumn(pl.col('s').cast(pl.Float64).div(pl.col('n')).alias('mean')), 'label', 'mean'),
  empty: photos.filter(pl.col('valid').lst.max().eq(0)).sort('id').getColumn('id').toArray(),
  duplicates: [...equal.values()].filter((l) => l.length > 1).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
  near: near.sort((x, y) => (x[0] + '\0' + x[1] < y[0] + '\0' + y[1] ? -1 : 1)),
  weights: Object.fromEntries(labelled.map((r) => [r.label, all / (labelled.length * Number(r.n))])),
  constants: { mean: bands.map((b) => b.mean), std: bands.map((b) => b.std) },
  place: scenes.filter(at('bbox', 2).ltEq(Number(longitude))).sort('id').getColumn('id').toArray(),
  months: map(counts(months, 'month'), 'month', 'n'),
  sizes: { smallest: sized[0].id, largest: sized.filter((r) => r.area === sized.at(-1).area)[0].id },
  bytes: map(photos.groupBy('label').agg(pl.col('bytes').sum()), 'label', 'bytes'),
  covariance: covariance(total(train, 'complete'), total(train, 'sum_complete', 0), total(train, 'sum_complete', 1), total(train, 'sum_products', 1)),
}));
