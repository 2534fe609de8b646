import { FineDesk } from '../support/fine-desk';
import { FinanceMachine } from '../support/finance-machine';
import { booksHoldAfterEach } from '../support/proven-books';

const HEADER = 'X-Client-Certificate-SHA256';
const [OURS, OTHERS] = ['a1'.repeat(32), 'b2'.repeat(32)];
const BEHIND_PROXY = { TRUST_PROXY: 'true', CLIENT_CERTIFICATE_HEADER: HEADER };

const shown = (certificate: string | undefined): Record<string, string> =>
  certificate === undefined ? {} : { [HEADER]: certificate };

/** What the interface answers to a token, with this certificate in the header of the proxy. */
async function claims({ url }: FinanceMachine, token: string, certificate: string | undefined): Promise<number> {
  const headers = { Authorization: `Bearer ${token}`, ...shown(certificate) };
  return (await fetch(`${url}/api/recovery/v1/claims`, { headers })).status;
}

async function asked(
  finance: FinanceMachine,
  certificate: string | undefined,
): Promise<{ readonly status: number; readonly access_token: string; readonly error?: string }> {
  const answer = await finance.ask(await finance.assertion(), {}, shown(certificate));
  return { status: answer.status, ...((await answer.json()) as { access_token: string; error?: string }) };
}

// docs/recovery-api.md, mutual TLS (RFC 8705): what a proxy says of the client certificate binds the token of a machine.
describe.each([
  ['behind a proxy that checks client certificates', BEHIND_PROXY, true],
  ['with a header named and no proxy trusted', { ...BEHIND_PROXY, TRUST_PROXY: 'false' }, false],
  ['behind a proxy that checks none', { TRUST_PROXY: 'true', CLIENT_CERTIFICATE_HEADER: '' }, false],
] as const)('a machine token %s', (_where, environment, isBound) => {
  let desk: FineDesk;
  let finance: FinanceMachine;

  beforeAll(async () => {
    desk = await FineDesk.open({ environment });
    finance = await FinanceMachine.register({ desk });
  });
  booksHoldAfterEach(() => desk);
  afterAll(async () => {
    await finance.close();
    await desk.close();
  });

  it('opens the interface with the certificate that it was asked with', async () => {
    const { status, access_token: token } = await asked(finance, OURS);
    expect(status).toBe(200);
    expect(await claims(finance, token, OURS)).toBe(200);
  });

  it(
    isBound ? 'opens nothing with another certificate, or with none' : 'does not depend on what a header claims',
    async () => {
      const { access_token: token } = await asked(finance, OURS);
      const refused = isBound ? 401 : 200;
      expect(await claims(finance, token, OTHERS)).toBe(refused);
      expect(await claims(finance, token, undefined)).toBe(refused);
      // The refusals have used nothing up.
      expect(await claims(finance, token, OURS)).toBe(200);
    },
  );

  it(isBound ? 'is not given without a certificate' : 'is given without a certificate', async () => {
    expect(await asked(finance, undefined)).toMatchObject(isBound ? { status: 401, error: 'invalid_client' } : { status: 200 }); // prettier-ignore
  });

  it('is kept with the certificate only where a proxy vouches for it', async () => {
    const kept = await desk.rows<{ certificate: string | null }>(
      'SELECT DISTINCT certificate_sha256 AS certificate FROM machine_token',
    );
    expect(kept).toEqual([{ certificate: isBound ? OURS : null }]);
  });
});
