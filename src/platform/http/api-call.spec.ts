import type { FastifyReply } from 'fastify';
import type { Actor } from '../database/transactions';
import { refusalsOf } from '../../../test/support/refusals';
import { ApiCall } from './api-call';

const actor: Actor = { kind: 'system', id: 'test', origin: { remoteAddress: '192.0.2.1', traceId: 'trace' } };

function called(sent: object = {}): { call: ApiCall; answered: Record<string, unknown> } {
  const answered: Record<string, unknown> = {};
  const reply = {
    status(status: number) {
      answered['status'] = status;
      return reply;
    },
    header(name: string, value: string) {
      answered[name] = value;
      return reply;
    },
  };
  const usual = { route: 'POST /fines', body: { reason: 'a' }, idempotencyKey: 'key-of-the-call', ifMatch: '"3"' };
  return { call: new ApiCall(actor, { ...usual, ...sent }, reply as unknown as FastifyReply), answered };
}

function hashOf(sent: object, bytes?: Buffer): string | undefined {
  return called(sent).call.once(bytes).origin.idempotency?.requestHash;
}

describe('a call of the API', () => {
  it('is one command: its body with the version of If-Match', async () => {
    expect(called().call.onSeenVersion()).toEqual({ reason: 'a', version: 3 });
    expect(called().call.onSeenVersion({ kind: 'b' })).toEqual({ kind: 'b', version: 3 });
    expect(called().call.seenVersion).toBe(3);
    const unseen = called({ ifMatch: undefined }).call;
    expect(await refusalsOf(Promise.resolve().then(() => unseen.onSeenVersion()))).toEqual([
      'If-Match: if-match-missing',
    ]);
  });

  it('happens once under its key, for this address, body and version', () => {
    expect(called().call.once().origin.idempotency).toMatchObject({ client: 'system:test', key: 'key-of-the-call' });
    expect(hashOf({})).toBe(hashOf({}));
    const others = [{}, { route: 'POST /other' }, { body: {} }, { ifMatch: '"4"' }].map((sent) => hashOf(sent));
    expect(new Set([...others, hashOf({}, Buffer.from('a')), hashOf({}, Buffer.from('b'))]).size).toBe(6);
  });

  it('is answered with the place and the version of what was made', () => {
    const { call, answered } = called();
    call.created('/fines/1', 1);
    expect(answered).toEqual({ status: 201, Location: '/fines/1', ETag: '"1"' });
    const read = called();
    read.call.tagged(7);
    expect(read.answered).toEqual({ ETag: '"7"' });
  });
});
