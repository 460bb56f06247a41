// Writes what the client takes from elsewhere in the repository: the contract's types and the design tokens. Another
// contract can be named: node tools/client.mjs FILE.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const here = new URL('../', import.meta.url);
const generated = new URL('src/generated/', here);
mkdirSync(generated, { recursive: true });

const contract = await openapiTS(process.argv[2] ? pathToFileURL(process.argv[2]) : new URL('../../openapi.yaml', here), { alphabetize: true, defaultNonNullable: false });
writeFileSync(new URL('contract.ts', generated), astToString(contract));

// WeChat has no :root, and its rem is a twentieth of the screen's width.
const shared = readFileSync(new URL('../../api/src/main/resources/static/assets/tokens.css', here), 'utf8');
const tokens = shared
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/:root\b/g, '.yh')
  .replace(/([\d.]+)rem\b/g, (_, number) => `${Number(number) * 16}px`);
writeFileSync(new URL('tokens.css', generated), `${tokens.trim()}\n`);
