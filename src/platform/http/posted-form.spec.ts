import type { Actor } from '../database/transactions';
import { refusalsOf } from '../../../test/support/refusals';
import { PostedForm } from './posted-form';

const actor: Actor = { kind: 'system', id: 'test', origin: { remoteAddress: '192.0.2.1', traceId: 'trace' } };
const KEY = 'key-of-the-form';

function posted(body: Readonly<Record<string, unknown>>, route = '/fines/1'): PostedForm {
  return new PostedForm(actor, route, { _csrf: 'token', _once: KEY, ...body });
}

function hashOf(form: PostedForm, bytes?: Buffer): string | undefined {
  return form.once(bytes).origin.idempotency?.requestHash;
}

describe('a posted form', () => {
  it('tells what was typed apart from what every form carries', () => {
    const form = posted({ reason: 'because', version: '4', action: 'stay' });
    expect([form.typed, form.version, form.action]).toEqual([{ reason: 'because' }, 4, 'stay']);
    expect(form.onSeenVersion()).toEqual({ reason: 'because', version: 4 });
  });

  it('has no version when none was sent, and no action when one button is all there is', () => {
    expect([posted({}).version, posted({ version: 'x' }).version, posted({}).action]).toEqual([NaN, NaN, '']);
  });

  it('acts once under its key, for this address, these answers, this button and this version', () => {
    const form = posted({ reason: 'a', version: '1', action: 'go' });
    expect(form.once().origin.idempotency).toMatchObject({ client: 'system:test', key: KEY });
    expect(hashOf(posted({ reason: 'a', version: '1', action: 'go', _csrf: 'another' }))).toBe(hashOf(form));
    const others = [
      posted({ reason: 'a', version: '1', action: 'go' }, '/fines/2'),
      posted({ reason: 'b', version: '1', action: 'go' }),
      posted({ reason: 'a', version: '2', action: 'go' }),
      posted({ reason: 'a', version: '1', action: 'stay' }),
    ];
    expect(new Set([form, ...others].map((each) => hashOf(each))).size).toBe(5);
    expect(hashOf(form, Buffer.from('a'))).not.toBe(hashOf(form, Buffer.from('b')));
  });

  it('refuses to act without a key', async () => {
    const form = new PostedForm(actor, '/fines/1', {});
    expect(await refusalsOf(Promise.resolve().then(() => form.once()))).toEqual([
      'Idempotency-Key: idempotency-key-missing',
    ]);
  });

  it('refuses a field that the page did not ask, and gives those that it asked', async () => {
    const form = posted({ reason: ' a ', other: 'x', version: '1' });
    expect(await refusalsOf(Promise.resolve().then(() => form.only('reason')))).toEqual(['other: unknown-field']);
    expect(form.only('reason', 'other', 'third')).toEqual({ reason: ' a ', other: 'x' });
    expect(form.texts(['reason', 'third'])).toEqual({ reason: 'a' });
    expect([form.text('reason'), form.text('third')]).toEqual([' a ', '']);
  });
});
