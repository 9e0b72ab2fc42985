// node caniemail.mjs < mail.html: prints JSON, the features that the main mail clients lack or only partly have.
import { readFileSync } from 'node:fs';
import { load } from './tools.mjs';

const { caniemail } = await load('caniemail/dist/index.js');
const clients = [
  'apple-mail.ios', 'apple-mail.macos', 'fastmail.desktop-webmail', 'gmail.android', 'gmail.desktop-webmail',
  'gmail.ios', 'outlook.android', 'outlook.ios', 'outlook.macos', 'outlook.outlook-com', 'outlook.windows',
  'protonmail.desktop-webmail', 'samsung-email.android', 'thunderbird.macos', 'yahoo.android',
  'yahoo.desktop-webmail', 'yahoo.ios',
];
const html = readFileSync(0, 'utf8');
const found = { unsupported: {}, partly: {}, clients: [], no_data: [] };

function note(kind, issues, client) {
  const titles = new Set([...issues.values()].flat().map((issue) => issue.title));
  for (const title of titles) (found[kind][title] ??= []).push(client);
}

for (const client of clients) {
  try {
    const { issues } = caniemail({ clients: [client], html });
    note('unsupported', issues.errors, client);
    note('partly', issues.warnings, client);
    found.clients.push(client);
  } catch { // the library throws for a client that its data says nothing about
    found.no_data.push(client);
  }
}
console.log(JSON.stringify(found));
