// The same questions with apache-arrow alone: node questions-arrow.mjs PHOTOS.arrow SCENES.arrow LONGITUDE
import { readFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import { answers } from './common.mjs';

const plain = (v) => (v && typeof v.toArray === 'function' ? Array.from(v.toArray()) : v);
const rows = (name) => tableFromIPC(readFileSync(name)).toArray().map((r) => Object.fromEntries(Object.entries(r.toJSON()).map(([k, v]) => [k, plain(v)])));
const [photos, scenes, longitude] = process.argv.slice(2);
console.log(JSON.stringify(answers(rows(photos), rows(scenes), Number(longitude))));
