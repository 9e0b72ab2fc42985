// node serve.mjs FOLDER [SITE_URL]: serves a built site on loopback as a good host would, with gzip, cache headers
// and 404.html, and prints the port that it took. SITE_URL inside text files becomes the loopback address.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import zlib from 'node:zlib';

const root = path.resolve(process.argv[2]);
const siteUrl = process.argv[3] || '';
const types = {
  avif: 'image/avif', css: 'text/css; charset=utf-8', gif: 'image/gif', html: 'text/html; charset=utf-8',
  ico: 'image/x-icon', ics: 'text/calendar; charset=utf-8', jpg: 'image/jpeg', js: 'text/javascript; charset=utf-8',
  json: 'application/json', pdf: 'application/pdf', png: 'image/png', svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8', wasm: 'application/wasm', webmanifest: 'application/manifest+json',
  webp: 'image/webp', woff2: 'font/woff2', xml: 'application/xml; charset=utf-8', xsl: 'text/xsl',
};
const isText = (type) => /^text|json|xml|svg/.test(type);
const loaded = new Map();

function read(file) {
  const type = types[path.extname(file).slice(1).toLowerCase()] || 'application/octet-stream';
  let body = fs.readFileSync(file);
  if (isText(type) && siteUrl) {
    body = Buffer.from(body.toString('utf8').replaceAll(siteUrl, `http://127.0.0.1:${server.address().port}`));
  }
  return { type, body, zipped: isText(type) ? zlib.gzipSync(body, { level: 9 }) : null };
}

function load(file) {
  if (!loaded.has(file)) loaded.set(file, read(file));
  return loaded.get(file);
}

function fileFor(address) {
  const file = path.join(root, decodeURIComponent(new URL(address, 'http://site').pathname));
  if (file !== root && !file.startsWith(root + path.sep)) return null;
  const found = file.endsWith(path.sep) || file === root ? path.join(file, 'index.html') : file;
  return fs.statSync(found, { throwIfNoEntry: false })?.isFile() ? found : null;
}

const server = http.createServer((request, response) => {
  const found = fileFor(request.url);
  const file = found ?? path.join(root, '404.html');
  if (!fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  const { type, body, zipped } = load(file);
  const zip = zipped && /\bgzip\b/.test(request.headers['accept-encoding'] || '');
  const sent = zip ? zipped : body;
  response.writeHead(found ? 200 : 404, {
    'content-type': type, 'content-length': sent.length, vary: 'accept-encoding',
    'cache-control': type.startsWith('text/html') ? 'max-age=600' : 'max-age=31536000, immutable',
    'x-content-type-options': 'nosniff', ...(zip && { 'content-encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : sent);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
