import { computed, reactive } from 'vue';
import { platform } from '#platform';
import { Trouble, type Schemas } from '@/api/call';
import { call, known, resumed, session } from '@/api/session';

const STORED = 'yh.scans';
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000];

export type Kind = 'in' | 'out';

/** A scan that the server has not answered yet. It outlives the page, the program and the network. */
export interface Scan {
  kind: Kind;
  /** Who scanned: another person on this phone does not send it. */
  personId: string;
  request: Schemas['ScanRequest'];
  /** Milliseconds since 1970, this phone's clock; only to be shown. */
  scannedAt: number;
}

export type Outcome =
  | { kind: 'in'; data: Schemas['CheckInView'] }
  | { kind: 'out'; data: Schemas['CheckOutView'] }
  | { kind: 'refused'; trouble: Trouble };

const state = reactive<{ scans: Scan[]; sending: boolean; last?: { nonce: string; outcome: Outcome } }>({
  scans: (uni.getStorageSync(STORED) as Scan[]) || [],
  sending: false,
});

// Before a cold start knows who it is, the scans of whoever was signed in.
const mine = () => state.scans.filter(({ personId }) => (session.person ? personId === session.person.id : known()));

/** How many scans of this person wait for the network. */
export const waiting = computed(() => mine().length);

/** What came of the last scan that was answered late. */
export const answered = computed(() => state.last);

/** The person has seen it. */
export function told(): void {
  state.last = undefined;
}

const store = () => uni.setStorageSync(STORED, JSON.parse(JSON.stringify(state.scans)));

function drop(scan: Scan): void {
  state.scans = state.scans.filter((other) => other.request.nonce !== scan.request.nonce);
  store();
}

/** Nonces that are on their way: nobody sends them a second time meanwhile. */
const underway = new Set<string>();

let timer: ReturnType<typeof setTimeout> | undefined;
let tries = 0;

/**
 * Keeps a scan and sends it. Undefined when there is no answer now: it is repeated with the same nonce until there is
 * one, so that nobody comes in twice and nobody is forgotten.
 */
export async function submit(kind: Kind, request: Schemas['ScanRequest']): Promise<Outcome | undefined> {
  const personId = session.person?.id;
  if (!personId) throw new Trouble(401, { code: 'login_needed', detail: '请先登录。' });
  const scan: Scan = { kind, personId, request, scannedAt: Date.now() };
  state.scans = [...state.scans, scan];
  store();
  const outcome = await attempt(scan);
  if (!outcome) again();
  return outcome;
}

async function attempt(scan: Scan): Promise<Outcome | undefined> {
  underway.add(scan.request.nonce);
  try {
    const input = { body: scan.request, timeout: 8_000 };
    const outcome: Outcome =
      scan.kind === 'in'
        ? { kind: 'in', data: await call('post', '/api/v1/check-ins', input) }
        : { kind: 'out', data: await call('post', '/api/v1/check-outs', input) };
    drop(scan);
    return outcome;
  } catch (failure) {
    // Whoever is signed out sends it after the next login.
    if (!(failure instanceof Trouble) || failure.passing || failure.status === 401) return undefined;
    drop(scan);
    return { kind: 'refused', trouble: failure };
  } finally {
    underway.delete(scan.request.nonce);
  }
}

function again(): void {
  if (timer !== undefined || mine().length === 0) return;
  const wait = PAUSES[Math.min(tries, PAUSES.length - 1)];
  tries += 1;
  timer = setTimeout(() => {
    timer = undefined;
    void flush();
  }, wait);
}

/** Sends what waits, in the order in which it was scanned. */
export async function flush(): Promise<void> {
  if (state.sending) return;
  state.sending = true;
  try {
    if (mine().length > 0 && !session.person && !(await resumed().catch(() => false))) return;
    for (const scan of mine().filter(({ request }) => !underway.has(request.nonce))) {
      const outcome = await attempt(scan);
      if (!outcome) break;
      tries = 0;
      state.last = { nonce: scan.request.nonce, outcome };
    }
  } finally {
    state.sending = false;
    again();
  }
}

export function resume(): void {
  tries = 0;
  void flush();
}

export function pause(): void {
  if (timer !== undefined) clearTimeout(timer);
  timer = undefined;
}

platform.onOnline(resume);
