import { platform } from '#platform';
import type { components, paths } from '@/generated/contract';

export type Schemas = components['schemas'];

type Method = 'get' | 'put' | 'post' | 'delete';
type Paths<M extends Method> = { [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;

type Parameter<O, Where extends 'path' | 'query'> = O extends { parameters: { [K in Where]?: infer V } } ? V : undefined;
type Body<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : undefined;
type Field<Name extends string, V> = [V] extends [undefined] ? object : undefined extends V ? { [K in Name]?: V } : { [K in Name]: V };
type Input<O> = Field<'path', Parameter<O, 'path'>> & Field<'query', Parameter<O, 'query'>> & Field<'body', Body<O>> & Extras;

type Success<O> = O extends { responses: infer R } ? R[keyof R & (200 | 201 | 202 | 204)] : never;
type Json<S> = S extends { content: { 'application/json': infer J } } ? J : undefined;

/** What an operation answers. */
export type Answer<P extends keyof paths, M extends Method> = Json<Success<Operation<P, M>>>;

interface Extras {
  /** The version that was read. */
  ifMatch?: string;
  /** The answer that is already here. */
  ifNoneMatch?: string;
  /** Milliseconds; 15 s unless told otherwise, which is long for 4G and short for 2G. */
  timeout?: number;
}

/** An answer and what stood around it. */
export interface Reply<T> {
  status: number;
  data: T;
  etag?: string;
}

/** A request that did not bring what was asked for; `status` is 0 when there was no answer. `message` is for people. */
export class Trouble extends Error {
  readonly status: number;
  readonly code: string;
  readonly traceId?: string;
  readonly fields: { field: string; detail: string }[];
  readonly members: Record<string, unknown>;

  constructor(status: number, problem?: Partial<Schemas['Problem']>) {
    super(problem?.detail ?? (status === 0 ? '网络不通，请稍后再试。' : '我们这边出了点问题，请稍后再试。'));
    this.status = status;
    this.code = problem?.code ?? (status === 0 ? 'offline' : 'unknown');
    this.traceId = problem?.traceId;
    this.fields = problem?.errors ?? [];
    this.members = { ...problem };
  }

  /** Whether trying the same again later can help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Any failure as a Trouble, so that a page has one thing to show. */
export const trouble = (failure: unknown): Trouble =>
  failure instanceof Trouble ? failure : new Trouble(-1, { detail: failure instanceof Error ? failure.message : String(failure), code: '' });

export interface Sent {
  token?: string;
}

/** Calls one operation of the contract. Who is signed in is `session`'s affair. */
export function send<M extends Method, P extends Paths<M>>(
  method: M,
  path: P,
  input: Input<Operation<P, M>>,
  sent: Sent = {},
): Promise<Reply<Answer<P, M>>> {
  const { path: variables, query, body, ifMatch, ifNoneMatch, timeout } = input as {
    path?: Record<string, string>;
    query?: Record<string, string | number | boolean | undefined>;
    body?: unknown;
  } & Extras;
  const header: Record<string, string> = { Accept: 'application/json, application/problem+json', 'Accept-Language': 'zh-CN' };
  if (sent.token) header.Authorization = `Bearer ${sent.token}`;
  if (body !== undefined) header['Content-Type'] = 'application/json';
  if (ifMatch) header['If-Match'] = ifMatch;
  if (ifNoneMatch) header['If-None-Match'] = ifNoneMatch;
  return new Promise((resolve, reject) => {
    uni.request({
      url: platform.server + filled(path, variables) + asked(query),
      method: method.toUpperCase() as 'GET',
      header,
      data: body === undefined ? undefined : JSON.stringify(body),
      dataType: 'text',
      timeout: timeout ?? 15_000,
      success: ({ statusCode, data, header: headers }) => {
        const json = parsed(data);
        const named = headers as Record<string, string> | undefined;
        // `success` is called for any status.
        if (statusCode >= 200 && statusCode < 300) {
          resolve({ status: statusCode, data: json as Answer<P, M>, etag: named?.etag ?? named?.ETag });
        } else {
          reject(new Trouble(statusCode, json as Partial<Schemas['Problem']> | undefined));
        }
      },
      fail: () => reject(new Trouble(0)),
    });
  });
}

/** Sends a file from the phone in a form, as WeChat does; `name` is a path the platform gave. */
export function sendFile<P extends Paths<'post'>>(
  path: P,
  query: Record<string, string>,
  name: string,
  sent: Sent = {},
): Promise<Answer<P, 'post'>> {
  const header: Record<string, string> = { Accept: 'application/json, application/problem+json', 'Accept-Language': 'zh-CN' };
  if (sent.token) header.Authorization = `Bearer ${sent.token}`;
  return new Promise((resolve, reject) => {
    uni.uploadFile({
      url: platform.server + path + asked(query),
      filePath: name,
      name: 'file',
      header,
      // Ten megabytes over a slow network.
      timeout: 120_000,
      success: ({ statusCode, data }) => {
        const json = parsed(data);
        if (statusCode >= 200 && statusCode < 300) resolve(json as Answer<P, 'post'>);
        else reject(new Trouble(statusCode, json as Partial<Schemas['Problem']> | undefined));
      },
      fail: () => reject(new Trouble(0)),
    });
  });
}

const filled = (path: string, variables: Record<string, string> = {}) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(variables[name] ?? ''));

function asked(query: Record<string, string | number | boolean | undefined> = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type { Input, Method, Operation, Paths };
