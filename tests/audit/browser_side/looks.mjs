// node looks.mjs BASE_URL PATH...: prints JSON, one object a page: axe's findings, sideways scrolling, the dark scheme,
// requests that leave the site or fail, violations of a strict Content-Security-Policy, words that need JavaScript.
import fs from 'node:fs';
import { chromePath, chromium, fileOf, flags } from './tools.mjs';

const axeSource = fs.readFileSync(fileOf('axe-core/axe.min.js'), 'utf8');
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const looks = [['light', 1280], ['dark', 1280], ['light', 320], ['dark', 320]];
const self = ['img', 'style', 'font', 'connect', 'media', 'manifest'].map((kind) => `${kind}-src 'self'`);
const strictPolicy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", ...self, "form-action 'self'", "base-uri 'self'",
].join('; ');

async function open(browser, url, options = {}, strict = false) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const seen = { outside: new Set(), failed: new Set() };
  const origin = new URL(url).origin;
  await context.route('**/*', async (route) => {
    const request = route.request();
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== origin) {
      seen.outside.add(new URL(request.url()).origin);
      return route.abort();
    }
    if (!strict || request.resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': strictPolicy };
    return route.fulfill({ response, headers });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => seen.failed.add(String(error).slice(0, 200)));
  page.on('response', (response) => {
    if (response.status() >= 400 && response.url() !== url) seen.failed.add(new URL(response.url()).pathname);
  });
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation',
      (event) => window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  await page.goto(url, { waitUntil: 'load' });
  return { context, page, seen };
}

async function axe(page) {
  await page.evaluate(axeSource);
  const report = await page.evaluate((tags) =>
    window.axe.run(document, { runOnly: tags, resultTypes: ['violations', 'incomplete'] }), [...wcag, 'best-practice']);
  const isWcag = (found) => found.tags.some((tag) => wcag.includes(tag));
  const brief = ({ id, nodes }) => ({ id, nodes: nodes.length, first: nodes[0].target.join(' ') });
  return {
    wcag: report.violations.filter(isWcag).map(brief),
    best_practice: report.violations.filter((found) => !isWcag(found)).map(brief),
    needs_a_look: report.incomplete.map(brief),
  };
}

async function look(browser, url, scheme, width) {
  const { context, page, seen } = await open(browser, url, { colorScheme: scheme, viewport: { width, height: 800 } });
  const background = await page.evaluate(() => {
    const colours = [document.body, document.documentElement].map((each) => getComputedStyle(each).backgroundColor);
    return colours.find((colour) => colour !== 'rgba(0, 0, 0, 0)') ||
      getComputedStyle(document.documentElement).colorScheme;
  });
  const sideways = await page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
  const found = { background, sideways, axe: await axe(page), outside: [...seen.outside], failed: [...seen.failed] };
  await context.close();
  return found;
}

async function violations(browser, url) {
  const { context, page } = await open(browser, url, {}, true);
  await page.waitForTimeout(200); // scripts that start late violate late
  const found = await page.evaluate(() => window.violations);
  await context.close();
  return found;
}

async function words(browser, url, javaScriptEnabled) {
  const { context, page } = await open(browser, url, { javaScriptEnabled });
  const text = await page.evaluate(() => document.body.innerText);
  await context.close();
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || []);
}

async function lostWords(browser, url) {
  const all = [...await words(browser, url, true)];
  const left = await words(browser, url, false);
  const lost = all.filter((word) => !left.has(word));
  return { share: lost.length / (all.length || 1), first: lost.slice(0, 8).join(' ') };
}

async function examine(browser, base, path) {
  const url = base + path;
  const found = { page: path, looks: {} };
  for (const [scheme, width] of looks) found.looks[`${scheme}-${width}`] = await look(browser, url, scheme, width);
  found.violations = await violations(browser, url);
  found.lost = await lostWords(browser, url);
  return found;
}

const [base, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: chromePath, args: flags });
const pages = [];
for (const path of paths) pages.push(await examine(browser, base, path));
await browser.close();
console.log(JSON.stringify(pages));
