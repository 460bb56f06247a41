// The accounts exist in demonstrations only; elsewhere the address answers 404 and the section stays away.
import { ask } from './api.js';

const cell = (row, content) => row.insertCell().append(content || '—');

try {
  const accounts = await ask('/demo/accounts.json');
  const table = document.getElementById('accounts');
  for (const { name, description, community } of accounts) {
    const row = table.insertRow();
    const code = document.createElement('code');
    code.textContent = name.startsWith('demo:') ? name : `demo:${name}`;
    cell(row, code);
    cell(row, description);
    cell(row, community);
  }
  // The walk-through looks at port 8080 unless told otherwise.
  if (location.origin !== 'http://localhost:8080') document.getElementById('walk').append(` --base ${location.origin}`);
  document.getElementById('demo').hidden = accounts.length === 0;
  document.getElementById('phone').hidden = accounts.length === 0;
} catch {
  document.getElementById('demo').hidden = true;
}
