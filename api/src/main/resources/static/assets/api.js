// The API's answers as these pages meet them: JSON, an RFC 9457 problem, or no answer at all.

/** A request that did not bring what was asked for. `status` is 0 when there was no answer. */
export class Trouble extends Error {
  constructor(status, problem, retryAfter) {
    super(problem?.detail ?? problem?.title ?? '');
    this.status = status;
    this.code = problem?.code ?? (status === 0 ? 'offline' : 'unknown');
    this.traceId = problem?.traceId;
    this.retryAfter = retryAfter;
  }

  /** Whether trying the same again later can help. */
  get passing() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The response, or a Trouble; 304 is an answer and not a trouble. */
export async function request(path, { method = 'GET', token, body, headers = {}, timeout = 10_000 } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeout),
      headers: {
        Accept: 'application/json, application/problem+json',
        'Accept-Language': 'zh-CN',
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Trouble(0);
  }
  if (response.ok || response.status === 304) return response;
  const problem = await response.json().catch(() => undefined);
  throw new Trouble(response.status, problem, Number(response.headers.get('Retry-After')) || undefined);
}

/** The JSON of the response; undefined when it has none. */
export async function ask(path, options) {
  const response = await request(path, options);
  if (response.status === 204) return undefined;
  try {
    return await response.json();
  } catch {
    throw new Trouble(0);
  }
}

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
