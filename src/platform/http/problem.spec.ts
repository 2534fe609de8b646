import fc from 'fast-check';
import { camelCase, problemOf, problemOfStatus } from './problem';
import { statusOf } from './refusal-status';

const sentence = ({ code }: { readonly code: string }): string => `Sentence of ${code}.`;

const RECOVERY = { part: 'body', api: 'recovery' } as const;

describe('the problem that refusals are told as', () => {
  it('names what is wrong in the form of the guide, with the true status', () => {
    const problem = problemOf([{ code: 'too-long', field: 'familyName', params: { max: 200 } }], sentence);
    expect(problem).toEqual({
      type: 'urn:problem-type:belgif:badRequest',
      title: 'Bad Request',
      status: 400,
      detail: 'Sentence of too-long.',
      instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/) as string,
      issues: [
        {
          type: 'urn:problem-type:belgif:input-validation:schemaViolation',
          code: 'tooLong',
          in: 'body',
          name: 'familyName',
          detail: 'Sentence of too-long.',
          params: { max: 200 },
        },
      ],
    });
  });

  it('has a type of ours where the guide has none, with the rule that refuses', () => {
    expect(problemOf([{ code: 'signer-drafted', rule: 'D33' }], sentence)).toMatchObject({
      type: 'urn:problem-type:fines-office:fines:signerDrafted',
      title: 'Conflict',
      status: 409,
      issues: [{ rule: 'D33', name: '' }],
    });
    expect(problemOf([{ code: 'changed-since-read' }], sentence)).toMatchObject({
      type: 'urn:problem-type:fines-office:fines:changedSinceRead',
      title: 'Precondition Failed',
      status: 412,
    });
  });

  it('names the API that answers in the types of our own', () => {
    const { type, issues } = problemOf([{ code: 'claim-answered-otherwise' }], sentence, RECOVERY);
    const own = 'urn:problem-type:fines-office:recovery:claimAnsweredOtherwise';
    expect([type, issues?.[0]?.type]).toEqual([own, own]);
  });

  it.each([
    ['required', 'urn:problem-type:belgif-ext:input-validation:requiredInput'],
    ['unknown-parameter', 'urn:problem-type:belgif:input-validation:unknownInput'],
    ['unknown-field', 'urn:problem-type:belgif:input-validation:unknownInput'],
    ['idempotency-key-missing', 'urn:problem-type:belgif-ext:input-validation:requiredInput'],
    ['not-a-day', 'urn:problem-type:belgif:input-validation:schemaViolation'],
    ['invalid-cursor', 'urn:problem-type:belgif:input-validation:invalidInput'],
    ['reported-day-in-future', 'urn:problem-type:belgif-ext:input-validation:outOfRange'],
    ['national-number-check', 'urn:problem-type:belgif-ext:input-validation:invalidStructure'],
    ['plan-sum-differs', 'urn:problem-type:belgif-ext:input-validation:rejectedInput'],
    ['not-found', 'urn:problem-type:fines-office:fines:notFound'],
    ['illegal-transition', 'urn:problem-type:fines-office:fines:illegalTransition'],
  ])('has the type of the guide for %s', (code, type) => {
    expect(problemOf([{ code, field: 'name' }], sentence).issues?.[0]?.type).toBe(type);
  });

  it.each([
    ['token-not-accepted', 'urn:problem-type:belgif:invalidAccessToken'],
    ['token-expired', 'urn:problem-type:belgif:expiredAccessToken'],
    ['not-signed-in', 'urn:problem-type:belgif:noAccessToken'],
  ])('tells %s from the other ways of not being signed in', (code, type) => {
    expect(problemOf([{ code }], sentence)).toMatchObject({ type, status: 401 });
  });

  it.each([
    ['Idempotency-Key', 'idempotency-key-missing', 'header'],
    ['If-Match', 'if-match-malformed', 'header'],
    ['', 'not-found', 'path'],
    ['cursor', 'invalid-cursor', 'query'],
  ])('says where %s was read', (field, code, place) => {
    expect(problemOf([{ code, field }], sentence, { part: 'query', api: 'fines' }).issues?.[0]?.in).toBe(place);
  });

  it('names a place in a list in brackets, and says how large a body may be', () => {
    expect(problemOf([{ code: 'required', field: 'claims.1.claimId' }], sentence).issues?.[0]?.name).toBe('claims[1].claimId'); // prettier-ignore
    const large = { code: 'too-large', field: 'body', params: { limit: 2_097_152 } };
    expect(problemOf([large], sentence)).toMatchObject({ status: 413, limit: 2_097_152 });
  });

  it.each([
    ['not-a-number', 'claims.1.cents', { claims: [{}, { cents: -1 }] }, 'outOfRange', -1],
    ['not-a-number', 'claims.0.cents', { claims: [{ cents: 'ten' }] }, 'schemaViolation', 'ten'],
    ['not-a-day', 'occurredOn', { occurredOn: '2026-02-30' }, 'schemaViolation', '2026-02-30'],
    ['not-one-of', 'answer', { answer: 'perhaps' }, 'schemaViolation', 'perhaps'],
    ['not-one-of', 'answer', { answer: '85073003328' }, 'schemaViolation', '***'],
    ['not-an-id', 'claimId', { claimId: '85.07.30-033.28' }, 'schemaViolation', '***'],
    ['not-an-id', 'claimId', { claimId: '01900000-0000-7000-8000-0000000000C1' }, 'schemaViolation', '01900000-0000-7000-8000-0000000000C1'],
  ])('repeats to FPS Finance what was sent where it says nothing of a person: %s %s', (code, field, sent, type, value) => {
    const [issue] = problemOf([{ code, field }], sentence, { ...RECOVERY, sent }).issues ?? [];
    expect([issue?.type.split(':').at(-1), issue?.value]).toEqual([type, value]);
  }); // prettier-ignore

  it.each([
    ['too-long', { name: 'Vandenberghe' }],
    ['unknown-field', { name: 'Vandenberghe' }],
    ['not-one-of', { name: 'Marie Vandenberghe' }],
    ['not-one-of', { name: ['Vandenberghe'] }],
    ['not-one-of', {}],
  ])('repeats nothing else, nor anything to whom an API about persons answers: %s %p', (code, sent) => {
    const refused = [{ code, field: 'name' }];
    expect(problemOf(refused, sentence, { ...RECOVERY, sent }).issues?.[0]).not.toHaveProperty('value');
    const toOffice = problemOf([{ code: 'not-a-day', field: 'on' }], sentence, { part: 'body', api: 'fines', sent: { on: '1987-02-30' } }); // prettier-ignore
    expect(toOffice.issues?.[0]).not.toHaveProperty('value');
  });

  it('has names of its own for what the guide has no type for', () => {
    const own = 'urn:problem-type:fines-office:recovery:';
    expect(problemOfStatus(405, 'recovery')).toMatchObject({ type: `${own}methodNotAllowed`, status: 405 });
    const refused = problemOf([{ code: 'media-type', field: 'body' }], sentence, RECOVERY);
    expect(refused).toMatchObject({ type: `${own}unsupportedMediaType`, status: 415, title: 'Unsupported Media Type' });
  });

  it('gives accepted codes in the spelling in which they are to be sent', () => {
    const refusal = { code: 'not-one-of', field: 'receipt', params: { accepted: 'signed, refused-to-sign' } };
    expect(problemOf([refusal], sentence).issues?.[0]?.params).toEqual({ accepted: 'signed, refusedToSign' });
  });

  it('holds every refusal; the status is that of the weightiest', () => {
    const refusals = [{ code: 'required', field: 'reason' }, { code: 'other-department' }];
    const problem = problemOf(refusals, sentence);
    expect(problem.status).toBe(403);
    expect(problem.issues).toHaveLength(2);
    expect(problem.detail).toBe('Sentence of required. Sentence of other-department.');
  });

  it('answers the status of its refusals, whatever their codes and order (property)', () => {
    const code = fc.constantFrom('required', 'other-department', 'not-found', 'changed-since-read', 'heard-of-nowhere');
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 4 }), (codes) => {
        const refusals = codes.map((each) => ({ code: each }));
        const { status, issues } = problemOf(refusals, sentence);
        expect(status).toBe(statusOf(refusals));
        expect(issues).toHaveLength(codes.length);
      }),
    );
  });
});

describe('the problem of a status', () => {
  it.each([404, 500, 503, 418])('%i says nothing of the inside', (status) => {
    const problem = problemOfStatus(status);
    expect(problem.status).toBe(status);
    expect(problem.detail).toBe(problem.title);
    expect(problem.issues).toBeUndefined();
  });
});

describe('a code outside', () => {
  it('is in lowerCamelCase', () => {
    expect(camelCase('if-match-missing')).toBe('ifMatchMissing');
    expect(camelCase('covered-4bis')).toBe('covered4bis');
  });
});
