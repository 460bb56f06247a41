// Who is signed in. The access token lives in memory only; the refresh token in this tab's session storage, so that a
// reload does not sign out and a closed tab does.
import { ask, request, Trouble } from './api.js';

const TOKENS = '/api/v1/tokens';

export class Session {
  #access;
  #until = 0;
  #renewing;

  constructor(stored) {
    this.stored = stored;
  }

  get known() {
    return this.#access !== undefined || sessionStorage.getItem(this.stored) !== null;
  }

  async enter(code) {
    return this.#keep(await ask(TOKENS, { method: 'POST', body: { code } }));
  }

  async leave() {
    const token = this.#access;
    this.forget();
    if (token) await request(`${TOKENS}/current`, { method: 'DELETE', token }).catch(() => {});
  }

  forget() {
    this.#access = undefined;
    this.#until = 0;
    sessionStorage.removeItem(this.stored);
  }

  /** As `request`, signed in; a token that has run out is renewed once. */
  async request(path, options = {}) {
    if (performance.now() > this.#until) await this.#renew();
    try {
      return await request(path, { ...options, token: this.#access });
    } catch (trouble) {
      if (trouble.status !== 401) throw trouble;
      await this.#renew();
      return request(path, { ...options, token: this.#access });
    }
  }

  // One renewal at a time: the refresh token rotates.
  #renew() {
    this.#renewing ??= this.#exchange().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #exchange() {
    const refreshToken = sessionStorage.getItem(this.stored);
    if (!refreshToken) throw new Trouble(401);
    try {
      this.#keep(await ask(`${TOKENS}/refresh`, { method: 'POST', body: { refreshToken } }));
    } catch (trouble) {
      if (trouble.passing) throw trouble;
      this.forget();
      throw new Trouble(401);
    }
  }

  #keep(answer) {
    this.#access = answer.accessToken;
    this.#until = performance.now() + Math.max(0, answer.expiresIn - 30) * 1_000;
    sessionStorage.setItem(this.stored, answer.refreshToken);
    return answer.person;
  }
}
