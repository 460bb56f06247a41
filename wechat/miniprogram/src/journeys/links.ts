/** What a QR code, or a link that somebody opened, leads to. */
export type Lead = { kind: 'check-in' | 'screen' | 'invitation' | 'activity'; value: string } | { kind: 'unknown' };

const KINDS = { c: 'check-in', s: 'screen', i: 'invitation', a: 'activity' } as const;

export function lead(text: string): Lead {
  const said = text.trim();
  const link = /^https?:\/\/[^/]+\/([csia])\/([A-Za-z0-9_-]+)\/?(?:[?#].*)?$/.exec(said);
  if (link?.[1] && link[2]) return { kind: KINDS[link[1] as keyof typeof KINDS], value: link[2] };
  // A mini-program code's path: pages/arrive/arrive?scene=CODE, or that of a poster, pages/activity/activity?scene=CODE
  const scene = /[?&]scene=([^&]+)/.exec(said)?.[1];
  if (scene) return { kind: /pages\/activity\//.test(said) ? 'activity' : 'check-in', value: decodeURIComponent(scene) };
  if (/^[A-Za-z0-9_-]{32}$/.test(said)) return { kind: 'check-in', value: said };
  return { kind: 'unknown' };
}
