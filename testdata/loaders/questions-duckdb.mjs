// Twelve questions to a manifest in Parquet, asked in SQL: node questions-duckdb.mjs PHOTOS.parquet SCENES.parquet LONGITUDE
import { DuckDBInstance } from '@duckdb/node-api';

const [photos, scenes, longitude] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const rows = async (query) => (await connection.runAndReadAll(query)).getRowObjectsJson();
const map = async (query) => Object.fromEntries((await rows(query)).map((r) => [r.k, Number(r.v)]));
const ids = async (query) => (await rows(query)).map((r) => r.id);
await connection.run(`CREATE VIEW photos AS FROM '${photos}'; CREATE VIEW scenes AS FROM '${scenes}'`);

const constants = await rows(`
  SELECT b,
    sum(sum[b])::DOUBLE / sum(valid[b]) / 255 AS mean,
    sqrt((sum(valid[b])::HUGEINT * sum(sum_squares[b])::HUGEINT - sum(sum[b])::HUGEINT * sum(sum[b])::HUGEINT)::DOUBLE)
      / sum(valid[b])::DOUBLE / 255 AS std
  FROM photos, range(1, 4) AS bands(b) WHERE split = 'train' GROUP BY b ORDER BY b`);
const [covariance] = await rows(`
  SELECT (sum(complete)::HUGEINT * sum(sum_products[2])::HUGEINT - sum(sum_complete[1])::HUGEINT * sum(sum_complete[2])::HUGEINT)::DOUBLE
    / sum(complete)::DOUBLE / sum(complete)::DOUBLE AS v
  FROM photos WHERE split = 'train'`);
const area = (order) => ids(`SELECT id FROM photos ORDER BY width::BIGINT * height ${order}, id LIMIT 1`);
console.log(JSON.stringify({
  splits: await map(`SELECT split AS k, count(*) AS v FROM photos WHERE split IS NOT NULL GROUP BY 1`),
  means: await map(`SELECT label AS k, sum(sum[1])::DOUBLE / sum(valid[1]) AS v FROM photos WHERE split = 'train' GROUP BY 1`),
  empty: await ids(`SELECT id FROM photos WHERE list_max(valid) = 0 ORDER BY id`),
  duplicates: (await rows(`SELECT list(id ORDER BY id) AS ids FROM photos GROUP BY pixel_hash HAVING count(*) > 1 AND pixel_hash IS NOT NULL ORDER BY ids`)).map((r) => r.ids),
  near: (await rows(`
    SELECT a.id AS a, b.id AS b, bit_count(xor(a.phash::BIT, b.phash::BIT)) AS d FROM photos a JOIN photos b ON a.id < b.id
    WHERE bit_count(xor(a.phash::BIT, b.phash::BIT)) <= 6 ORDER BY a, b`)).map((r) => [r.a, r.b, Number(r.d)]),
  weights: await map(`
    WITH n AS (SELECT label, count(*) AS c FROM photos WHERE split = 'train' AND label IS NOT NULL GROUP BY label)
    SELECT label AS k, (SELECT sum(c) FROM n)::DOUBLE / ((SELECT count(*) FROM n) * c) AS v FROM n`),
  constants: { mean: constants.map((r) => r.mean), std: constants.map((r) => r.std) },
  place: await ids(`SELECT id FROM scenes WHERE bbox[3] <= ${longitude} ORDER BY id`),
  months: await map(`SELECT strftime(time, '%Y-%m') AS k, count(*) AS v FROM photos WHERE time IS NOT NULL GROUP BY 1`),
  sizes: { smallest: (await area('ASC'))[0], largest: (await area('DESC'))[0] },
  bytes: await map(`SELECT label AS k, sum(bytes) AS v FROM photos GROUP BY 1`),
  covariance: covariance.v,
}));
