// What the JavaScript answers have in common: exact sums as BigInt.

export const big = (list) => list.reduce((a, x) => a + BigInt(x), 0n);

/** Mean and standard deviation, divisor n, of exact sums; 60 binary places are kept until the division. */
export function meanStd(n, s, q, scale) {
  return { mean: Number(s) / Number(n) / scale, std: Math.sqrt(Number(n * q - s * s)) / Number(n) / scale };
}

export function covariance(n, a, b, ab) {
  return Number(n * ab - a * b) / Number(n) / Number(n);
}

/** Bits that differ between two hashes. */
export function distance(a, b) {
  let d = 0;
  for (let i = 0; i < a.length; i++) for (let x = a[i] ^ b[i]; x; x &= x - 1) d++;
  return d;
}

/** Groups rows by a key, in the order of keys; null is no key. */
export function groups(rows, key) {
  const by = new Map();
  for (const r of rows) {
    const k = key(r);
    if (k === null || k === undefined) continue;
    if (!by.has(k)) by.set(k, []);
    by.get(k).push(r);
  }
  return by;
}

export const perKey = (by, of) => Object.fromEntries([...by].map(([k, list]) => [k, of(list)]));

/** The answers, of rows as plain objects: lists as arrays, hashes as byte arrays, time in milliseconds. */
export function answers(photos, scenes, longitude) {
  const train = photos.filter((r) => r.split === 'train');
  const labelled = groups(train, (r) => r.label);
  const bands = [0, 1, 2].map((b) => meanStd(big(train.map((r) => r.valid[b])), big(train.map((r) => r.sum[b])), big(train.map((r) => r.sum_squares[b])), 255));
  const near = [];
  for (const a of photos) for (const b of photos) if (a.id < b.id && a.phash && b.phash && distance(a.phash, b.phash) <= 6) near.push([a.id, b.id, distance(a.phash, b.phash)]);
  const bySize = photos.map((r) => [r.width * r.height, r.id]).sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  const total = [...labelled.values()].reduce((n, l) => n + l.length, 0);
  const largest = bySize.filter((x) => x[0] === bySize.at(-1)[0])[0];
  return {
    splits: perKey(groups(photos, (r) => r.split), (l) => l.length),
    means: perKey(labelled, (l) => Number(big(l.map((r) => r.sum[0]))) / Number(big(l.map((r) => r.valid[0])))),
    empty: photos.filter((r) => r.valid.every((n) => BigInt(n) === 0n)).map((r) => r.id),
    duplicates: [...groups(photos, (r) => r.pixel_hash && Buffer.from(r.pixel_hash).toString('hex')).values()].filter((l) => l.length > 1).map((l) => l.map((r) => r.id)).sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    near: near.sort((x, y) => (x[0] + '\0' + x[1] < y[0] + '\0' + y[1] ? -1 : 1)),
    weights: perKey(labelled, (l) => total / (labelled.size * l.length)),
    constants: { mean: bands.map((b) => b.mean), std: bands.map((b) => b.std) },
    place: scenes.filter((r) => r.bbox && r.bbox[2] <= longitude).map((r) => r.id),
    months: perKey(groups(photos.filter((r) => r.time != null), (r) => new Date(Number(r.time)).toISOString().slice(0, 7)), (l) => l.length),
    sizes: { smallest: bySize[0][1], largest: largest[1] },
    bytes: perKey(groups(photos, (r) => r.label), (l) => Number(big(l.map((r) => r.bytes)))),
    covariance: covariance(big(train.map((r) => r.complete)), big(train.map((r) => r.sum_complete[0])), big(train.map((r) => r.sum_complete[1])), big(train.map((r) => r.sum_products[1]))),
  };
}
