// Where the installed tools are (tests/audit/tools.py says), and Chromium's flags: quiet, and blind to other hosts.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = process.env.AUDIT_MODULES;
const require = createRequire(path.join(modules, 'audit.js'));

export const chromePath = process.env.CHROME_PATH;
export const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export const fileOf = (name) => path.join(modules, name);
export const load = (name) => import(pathToFileURL(fileOf(name)));
export const { chromium } = require('playwright-core');
