// node screenshot.mjs URL OUT.png WIDTH HEIGHT SCHEME full|window
import { chromePath, chromium, flags } from './tools.mjs';

const [url, path, width, height, colorScheme, extent] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: chromePath, args: flags });
const viewport = { width: Number(width), height: Number(height) };
const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
await page.goto(url, { waitUntil: 'load' });
await page.evaluate(() => document.fonts.ready.then(() => undefined));
await page.screenshot({ path, fullPage: extent === 'full' });
await browser.close();
