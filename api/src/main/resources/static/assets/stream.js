// text/event-stream over fetch. The browser's own EventSource cannot send an Authorization header, and a token never
// belongs into a URL.

/** Cuts bytes into events, as the HTML standard says (9.2.6); comments are heartbeats and only count as a sign of life. */
export class EventParser {
  #decoder = new TextDecoder();
  #rest = '';
  #type = '';
  #data = [];
  #afterReturn = false;
  lastEventId = '';
  retry = undefined;

  push(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    // A CRLF may be cut between two chunks; its LF must not count as another line.
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1);
    this.#afterReturn = text.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop();
    const events = [];
    for (const line of lines) this.#line(line, events);
    return events;
  }

  #line(line, events) {
    if (line === '') {
      if (this.#data.length > 0) events.push({ type: this.#type || 'message', data: this.#data.join('\n') });
      this.#type = '';
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastEventId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }
}

/**
 * Keeps a stream open: resumes with Last-Event-ID, gives up on a silent line, waits longer after each failure, tries at
 * once when the network is back.
 */
export class LiveStream {
  #stopped = false;
  #abort = new AbortController();
  #wake = () => {};
  #id = '';

  constructor(url, { token, onEvent, onState, onRefused, silence = 30_000, longest = 30_000 }) {
    Object.assign(this, { url, token, onEvent, onState, onRefused, silence, longest });
    this.hurry = this.hurry.bind(this);
    this.restart = this.restart.bind(this);
    globalThis.addEventListener('online', this.hurry);
    // A cable that was pulled cuts no connection: it is silent until somebody looks.
    globalThis.addEventListener('offline', this.restart);
    this.#run();
  }

  stop() {
    this.#stopped = true;
    globalThis.removeEventListener('online', this.hurry);
    globalThis.removeEventListener('offline', this.restart);
    this.#abort.abort();
    this.#wake();
  }

  /** Do not wait any longer for the next try. */
  hurry() {
    this.#wake();
  }

  /** Drop the line that seems to be open and open it anew. */
  restart() {
    this.#abort.abort();
    this.#wake();
  }

  async #run() {
    let failures = 0;
    let base = 1_000;
    while (!this.#stopped) {
      this.#abort = new AbortController();
      let watchdog;
      const alive = () => {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => this.#abort.abort(), this.silence);
      };
      let wait;
      try {
        alive();
        const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${this.token}` };
        if (this.#id) headers['Last-Event-ID'] = this.#id;
        const response = await fetch(this.url, {
          headers,
          signal: this.#abort.signal,
          cache: 'no-store',
          credentials: 'omit',
        });
        if ([401, 403, 404, 410].includes(response.status)) {
          this.stop();
          this.onRefused(response.status);
          return;
        }
        if (response.ok && response.body) {
          const parser = new EventParser();
          parser.lastEventId = this.#id;
          const reader = response.body.getReader();
          for (;;) {
            const { done, value } = await reader.read();
            if (done || this.#stopped) break;
            alive();
            failures = 0;
            this.onState('open');
            for (const event of parser.push(value)) this.onEvent(event.type, event.data);
            this.#id = parser.lastEventId;
            base = parser.retry ?? base;
          }
        } else {
          wait = Number(response.headers.get('Retry-After')) * 1_000 || undefined;
          await response.body?.cancel();
        }
      } catch {
        // No answer, a cut line or our own watchdog: all the same to us, we try again.
      } finally {
        clearTimeout(watchdog);
      }
      if (this.#stopped) return;
      this.onState('lost');
      wait ??= Math.min(this.longest, base * 2 ** failures);
      failures = Math.min(failures + 1, 10);
      // Many screens lose the same server at once; they do not come back at once.
      await this.#rest(wait * (0.5 + Math.random() / 2));
    }
  }

  #rest(milliseconds) {
    return new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }
}

/**
 * The server's time, from the times that it writes into its events: the clock that says until when a code is good. Each of
 * them is a little old when it arrives, never young, so the largest difference is the nearest to the truth. It stands on
 * the monotonic clock, so that a screen whose own clock is wrong or is being set shows the right code nevertheless; and
 * only on what was heard lately, since clocks drift and are put right.
 */
export class ServerTime {
  static #LATELY = 120_000;
  #heard = [];

  heard(time) {
    const at = new Date(time).getTime();
    if (Number.isNaN(at)) return;
    const steady = performance.now();
    this.#heard = this.#heard.filter((one) => steady - one.steady < ServerTime.#LATELY);
    this.#heard.push({ steady, offset: at - steady });
  }

  /** After a sleep of the machine the monotonic clock may have stood still. */
  forget() {
    this.#heard = [];
  }

  now() {
    if (this.#heard.length === 0) return Date.now();
    return performance.now() + this.#heard.reduce((most, { offset }) => Math.max(most, offset), -Infinity);
  }
}
