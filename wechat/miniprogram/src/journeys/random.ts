import { sha256 } from '@noble/hashes/sha2.js';
import { platform } from '#platform';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const group = (a << 16) | (b << 8) | c;
    const letters = Math.min(4, bytes.length - i + 1);
    for (let k = 0; k < letters; k++) text += ALPHABET.charAt((group >> (18 - 6 * k)) & 63);
  }
  return text;
}

/** Made by the client for one try, and kept for its repeats. */
export const nonce = async (): Promise<string> => base64url(await platform.randomBytes(18));

/** A verifier and its S256 challenge, as in PKCE (RFC 7636). */
export async function proof(): Promise<{ verifier: string; challenge: string }> {
  const verifier = base64url(await platform.randomBytes(32));
  return { verifier, challenge: base64url(sha256(Uint8Array.from(verifier, (letter) => letter.charCodeAt(0)))) };
}
