// WeChat's own checker, as far as it goes without WeChat: what it says of the code, and which files nobody needs. It is
// large and not part of the build: npm install --no-save miniprogram-ci@2.1.42, npm run build:mp-weixin, then this.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ci from 'miniprogram-ci';

const folder = mkdtempSync(join(tmpdir(), 'quality-'));
// The checker wants to be named a key, and does not read it.
const privateKeyPath = join(folder, 'key');
writeFileSync(privateKeyPath, 'none');
const project = new ci.Project({
  appid: 'wx0000000000000000',
  type: 'miniProgram',
  projectPath: fileURLToPath(new URL('../dist/build/mp-weixin', import.meta.url)),
  privateKeyPath,
  ignores: [],
});

const checks = await ci.checkCodeQuality(project);
for (const { name, success, detail } of checks) console.log(`${success ? 'good ' : 'WRONG'} ${name}${success || !detail ? '' : ` ${JSON.stringify(detail)}`}`);
const { files } = await ci.analyseCode(project);
const idle = files.filter(({ moduleId }) => !moduleId).map(({ path }) => path);
console.log(`${files.length} files, ${idle.length} of them needed by no page ${idle.join(' ')}`);
rmSync(folder, { recursive: true });
process.exit(checks.every(({ success }) => success) && idle.length === 0 ? 0 : 1);
