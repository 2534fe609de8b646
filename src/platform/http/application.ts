import path from 'node:path';
import { finished } from 'node:stream';
import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import session, { type SessionStore } from '@fastify/session';
import assets from '@fastify/static';
import { ConsoleLogger, type LogLevel, type NestApplicationOptions, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config/config';
import { newId } from '../../kernel/ids';
import type { StatedToday } from '../database/transactions';
import { Refused } from '../refused';
import { pageBegins } from '../turns';
import { isUnambiguousJson } from './json-text';
import type { Flash } from './page-result';
import type { RequestContext } from './request-context';
import { rememberMethods } from './route-methods';
import { COMMAND_LIMIT_BYTES, FORM_LIMIT_BYTES, plainMultipart, UPLOAD_LIMIT_BYTES } from './uploads';

/** Where scripts/build-assets.mjs puts what the browser loads. */
const ASSETS_FOLDER = path.resolve(__dirname, '../../../dist/assets');

declare module 'fastify' {
  interface Session {
    userId?: string | undefined;
    /** Milliseconds since 1970 of the sign-in and of about the last request. */
    signedInAtMs?: number | undefined;
    seenAtMs?: number | undefined;
    /** The secret behind the tokens of the forms that this session was given. */
    _csrf?: string | undefined;
    language?: string | undefined;
    flash?: Flash | undefined;
    /** Why colleagues' cases are opened, as stated on a day (D32). */
    statedReasons?: StatedToday | undefined;
    signIn?:
      { readonly state: string; readonly nonce: string; readonly verifier: string; readonly to: string } | undefined;
  }
}

/** Finds out who is asking: by bearer token or by session. Given by the access module. */
export interface ContextResolver {
  resolve(request: FastifyRequest): Promise<RequestContext>;
}
export const CONTEXT_RESOLVER = Symbol('ContextResolver');
export const SESSION_STORE = Symbol('SessionStore');

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** A working day: the longest that a session lasts, however busy. */
export const SESSION_HOURS = 10;
export const SESSION_COOKIE = 'fines-session';

/** Paths that another standard guards (the embedded issuer has its own protection against forgery). */
function guardsItself(path: string): boolean {
  return path.startsWith('/idp/') || path === '/idp';
}

/** Builds the application with every plugin and hook in the order in which a request meets them; not yet listening. */
export async function createApplication(module: Type | object, config: Config): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: config.trustProxy,
    bodyLimit: COMMAND_LIMIT_BYTES,
    routerOptions: { maxParamLength: 200 },
    genReqId: () => newId<string>(),
  });
  const options: Pick<NestApplicationOptions, 'logger' | 'abortOnError' | 'bufferLogs' | 'bodyParser'> = {
    logger: loggerOf(config),
    abortOnError: false,
    bufferLogs: false,
    bodyParser: false,
  };
  rememberMethods(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(module as Type, adapter, options);
  await registerPlugins(app, config);
  addHooks(app.getHttpAdapter().getInstance(), app.get<ContextResolver>(CONTEXT_RESOLVER));
  return app;
}

const LOG_LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug'];

/** One line of JSON an event in production, for the collector; plain lines elsewhere. Messages name ids and routes, never persons. */
function loggerOf(config: Config): ConsoleLogger {
  const wanted = config.logLevel === 'info' ? 'log' : config.logLevel;
  const levels = LOG_LEVELS.slice(0, LOG_LEVELS.findIndex((level) => level === wanted) + 1);
  return new ConsoleLogger({ json: config.environment === 'production', logLevels: [...levels], colors: false });
}

async function registerPlugins(app: NestFastifyApplication, config: Config): Promise<void> {
  const secure = config.publicUrl.startsWith('https://');
  await app.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'", ...(config.oidc.issuer === undefined ? [] : [new URL(config.oidc.issuer).origin])],
        upgradeInsecureRequests: secure ? [] : null,
      },
    },
    hsts: secure,
    referrerPolicy: { policy: 'same-origin' },
  });
  // Names carry a hash of the content, so that a browser may keep what it has for ever.
  await app.register(assets, {
    root: ASSETS_FOLDER,
    prefix: '/assets/',
    index: false,
    immutable: true,
    maxAge: '365d',
    decorateReply: false,
  });
  await app.register(cookie);
  await app.register(session, {
    secret: config.sessionSecret,
    cookieName: SESSION_COOKIE,
    cookie: { secure, httpOnly: true, sameSite: 'lax', path: '/', maxAge: SESSION_HOURS * 3_600_000 },
    saveUninitialized: false,
    rolling: false, // written when it changed, not at every page
    store: app.get<SessionStore>(SESSION_STORE),
  });
  await app.register(csrf, { sessionPlugin: '@fastify/session', getToken: tokenOf });
  readJson(app.getHttpAdapter().getInstance());
  readBytes(app.getHttpAdapter().getInstance());
  await app.register(formbody, { bodyLimit: FORM_LIMIT_BYTES });
  await app.register(multipart, {
    attachFieldsToBody: true,
    limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 40, parts: 50 },
  });
}

/** No command has more than two levels; what is nested beyond this would overflow the stack of whoever walks it. */
const DEEPEST_BODY = 20;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** Fastify's own reading of JSON, which refuses `__proto__`, and what it lets through (`isUnambiguousJson`); a refusal like any other. */
function readJson(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    void parse(request, text.toString(), (error, body) => {
      if (error === null && isUnambiguousJson(text.toString()) && !isDeeperThan(DEEPEST_BODY, body)) done(null, body);
      else done(new Refused({ code: 'malformed-body', field: 'body' }));
    });
  });
}

/** Where bare bytes are read; anywhere else they are of no kind that a command is made of. */
const TAKE_BYTES: ReadonlySet<string | undefined> = new Set(['/api/fines/v1/statements']);

/** A statement may also come as its bare bytes; read as text it would be decoded, and CODA is Latin-1. */
function readBytes(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser(
    ['application/octet-stream', 'text/plain'],
    { parseAs: 'buffer', bodyLimit: UPLOAD_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
}

function addHooks(fastify: FastifyInstance, contexts: ContextResolver): void {
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    // Long work, which may itself have been asked for by a POST, waits for whoever only reads.
    if (SAFE.has(request.method)) finished(reply.raw, pageBegins());
    void reply.header('BelGov-Trace-Id', request.id);
    // Pages and answers are about persons; the assets, which are not, say otherwise themselves.
    void reply.header('Cache-Control', 'no-store');
    const related = request.headers['belgov-trace-id'];
    if (typeof related === 'string' && related.length <= 36) void reply.header('BelGov-Related-Trace-Id', related);
    if (!guardsItself(request.url)) request.context = await contexts.resolve(request);
  });
  fastify.addHook('preValidation', async (request: FastifyRequest) => {
    if (Buffer.isBuffer(request.body) && !TAKE_BYTES.has(request.routeOptions.url))
      throw new Refused({ code: 'media-type', field: 'body' });
    if (request.isMultipart())
      request.body = await plainMultipart(request.body as Parameters<typeof plainMultipart>[0]);
  });
  fastify.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
    if (SAFE.has(request.method) || !asksForCsrfToken(request)) done();
    else fastify.csrfProtection(request, reply, done);
  });
}

/**
 * A browser adds the session cookie to a request that another site has made it send; a bearer token it never adds. Where nobody
 * is signed in and no form was given, there is nothing to forge and the guard answers 401.
 */
function asksForCsrfToken(request: FastifyRequest): boolean {
  if (request.context === undefined || request.context.channel === 'bearer') return false;
  return request.context.channel === 'session' || request.session.get('_csrf') !== undefined;
}

/** The CSRF token of a form or of a script's header. */
function tokenOf(request: FastifyRequest): string {
  const header = request.headers['x-csrf-token'];
  if (typeof header === 'string') return header;
  const { _csrf } = (request.body ?? {}) as { _csrf?: unknown };
  return typeof _csrf === 'string' ? _csrf : '';
}
