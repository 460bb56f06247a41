import { reactive } from 'vue';
import { platform } from '#platform';
import { send, sendFile, Trouble, type Answer, type Input, type Method, type Operation, type Paths, type Reply, type Schemas } from './call';

const REFRESH = 'yh.refresh';

/** Who is signed in, as pages show it. */
export const session = reactive<{ person?: Schemas['PersonView']; consentNeeded: boolean }>({ consentNeeded: false });

let access: string | undefined;
let renewing: Promise<void> | undefined;

function keep(tokens: Schemas['TokensView']): void {
  access = tokens.accessToken;
  session.person = tokens.person;
  session.consentNeeded = tokens.person.consentNeeded;
  platform.secrets.set(REFRESH, tokens.refreshToken);
}

function forget(): void {
  access = undefined;
  session.person = undefined;
  platform.secrets.remove(REFRESH);
}

/** Whether somebody is, or was a moment ago. */
export const known = (): boolean => access !== undefined || platform.secrets.get(REFRESH) !== undefined;

/** Signs in; the first time it says that the privacy text was agreed to, so ask before. */
export async function signIn(account?: string): Promise<void> {
  const code = await platform.loginCode(account);
  const { data } = await send('post', '/api/v1/tokens', { body: { code } });
  keep(data);
}

/** Knows the person again after a reload; false when nobody was signed in. */
export async function resumed(): Promise<boolean> {
  if (session.person) return true;
  if (!known()) return false;
  try {
    await renew();
    return true;
  } catch (failure) {
    if (failure instanceof Trouble && failure.passing) throw failure;
    return false;
  }
}

export async function signOut(): Promise<void> {
  const token = access;
  forget();
  if (token) await send('delete', '/api/v1/tokens/current', {}, { token }).catch(() => undefined);
}

// One renewal at a time: the refresh token rotates.
function renew(): Promise<void> {
  renewing ??= exchange().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function exchange(): Promise<void> {
  const refreshToken = platform.secrets.get(REFRESH);
  if (!refreshToken) throw new Trouble(401, { code: 'login_needed', detail: '请先登录。' });
  try {
    keep((await send('post', '/api/v1/tokens/refresh', { body: { refreshToken } })).data);
  } catch (failure) {
    if (failure instanceof Trouble && failure.passing) throw failure;
    forget();
    // WeChat knows the person without asking: whoever has agreed once need not notice.
    if (platform.choosesAccounts) throw failure;
    await signIn();
  }
}

/** Calls an operation as whoever is signed in, or as nobody. */
export const reply = <M extends Method, P extends Paths<M>>(method: M, path: P, input: Input<Operation<P, M>>): Promise<Reply<Answer<P, M>>> =>
  signed(() => send(method, path, input, { token: access }));

/** A photo for activities of a community; others see it once it has passed its check. */
export const uploadPhoto = (communityId: string, file: string): Promise<Schemas['PhotoView']> =>
  signed(() => sendFile('/api/v1/photos', { communityId }, file, { token: access }));

/** An access token that has run out is renewed once. */
async function signed<T>(work: () => Promise<T>): Promise<T> {
  if (access === undefined && known()) {
    await renew().catch((failure: unknown) => {
      if (failure instanceof Trouble && failure.passing) throw failure;
    });
  }
  try {
    return await work();
  } catch (failure) {
    if (!(failure instanceof Trouble) || failure.status !== 401 || !known()) throw failure;
    await renew();
    return work();
  }
}

/** As `reply`, only the data. */
export async function call<M extends Method, P extends Paths<M>>(
  method: M,
  path: P,
  input: Input<Operation<P, M>>,
): Promise<Answer<P, M>> {
  return (await reply(method, path, input)).data;
}

/** The roles by which somebody runs activities. */
export const works = (): boolean =>
  session.person?.roles.some(({ role }) => role !== 'auditor') ?? false;

/** Whether somebody supervises: a local unit or the city. */
export const oversees = (): boolean =>
  session.person?.roles.some(({ role }) => role === 'local_unit_league' || role === 'city_league') ?? false;
