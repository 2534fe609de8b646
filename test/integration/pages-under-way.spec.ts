import { EventEmitter, once } from 'node:events';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { Open } from '../../src/platform/http/route-access';
import { pagesUnderWayCount } from '../../src/platform/turns';
import { startTestApp, type TestApp } from '../support/app';

/** A page that is answered when the test says so. */
@Controller('probe-under-way')
class ProbeController {
  readonly signals = new EventEmitter();

  @Get()
  @Open()
  async page(): Promise<{ count: number }> {
    const released = once(this.signals, 'release');
    this.signals.emit('met');
    await released;
    return { count: pagesUnderWayCount() };
  }

  @Post()
  @Open()
  work(): { count: number } {
    return { count: pagesUnderWayCount() };
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

describe('pages under way', () => {
  let product: TestApp;
  let signals: EventEmitter;
  beforeAll(async () => {
    product = await startTestApp({ modules: [ProbeModule] });
    ({ signals } = product.app.get(ProbeController));
  });
  afterAll(() => product.close());

  const url = (): string => `${product.url}/probe-under-way`;

  it('are those that are being answered', async () => {
    const met = once(signals, 'met');
    const answer = fetch(url());
    await met;
    const sent = await fetch(url(), { method: 'POST' });
    // What is sent in may begin the long work itself, and never waits for itself.
    expect(await sent.json()).toEqual({ count: 1 });
    signals.emit('release');
    expect(await (await answer).json()).toEqual({ count: 1 });
    expect(await noneIsLeft()).toBe(true);
  });

  it('end with whoever no longer waits for the answer', async () => {
    const met = once(signals, 'met');
    const impatient = new AbortController();
    const answer = fetch(url(), { signal: impatient.signal });
    await met;
    impatient.abort();
    await expect(answer).rejects.toThrow();
    expect(await noneIsLeft()).toBe(true);
    signals.emit('release');
  });
});

/** Sockets close a little after the caller has its answer; the runner's own limit ends a wait in vain. */
async function noneIsLeft(): Promise<boolean> {
  while (pagesUnderWayCount() > 0) await new Promise((resolve) => setImmediate(resolve));
  return true;
}
