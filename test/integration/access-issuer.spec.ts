import { freePort, startTestApp, type TestApp } from '../support/app';
import { TestBrowser } from '../support/sign-in';

describe('an issuer of theirs', () => {
  let app: TestApp;
  let issuer: string;
  beforeAll(async () => {
    // Nothing listens there: the product starts all the same, and says so when somebody wants to sign in.
    issuer = `http://127.0.0.1:${await freePort()}`;
    app = await startTestApp({ environment: { OIDC_ISSUER: `${issuer}/realms/office` } });
  });
  afterAll(() => app.close());

  it('takes the place of the embedded one, of which nothing is left', async () => {
    const browser = new TestBrowser(app.url);
    expect((await browser.get('/idp/.well-known/openid-configuration')).status).toBe(404);
    expect((await browser.get('/sign-in/demonstration/abc')).status).toBe(404);
    expect((await browser.post('/sign-in/demonstration/abc', { subject: 'auditor' })).status).toBe(404);
  });

  it('may be down while the product starts and works: only signing in waits for it', async () => {
    const browser = new TestBrowser(app.url);
    expect((await browser.get('/help')).status).toBe(200);
    const response = await browser.request('/sign-in');
    expect(response.status).toBe(503);
    expect(response.headers.get('Retry-After')).toBe('5');
  });

  it('checks tokens of the API with its keys, and lets nobody in while it has none', async () => {
    const headers = { Authorization: 'Bearer eyJhbGciOiJFUzI1NiJ9.e30.AAAA' };
    expect((await fetch(`${app.url}/api/fines/v1/anything`, { headers })).status).toBe(503);
  });

  it('may be asked by the forms of the pages, as the content security policy says', async () => {
    const { headers } = await new TestBrowser(app.url).get('/help');
    expect(headers.get('Content-Security-Policy')).toContain(`form-action 'self' ${issuer};`);
  });
});
