import type { Adapter, AdapterPayload } from 'oidc-provider';
import { systemClock } from '../platform/clock/clock';

interface Kept {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/** What the embedded issuer remembers: in this process only, each thing as long as the issuer says. */
export class IssuerMemory {
  private readonly kept = new Map<string, Kept>();

  /** The view of one kind of thing (code, session, grant …) that oidc-provider asks for. */
  adapter(kind: string): Adapter {
    const keyOf = (id: string): string => `${kind}:${id}`;
    return {
      upsert: (id, payload, expiresInSeconds) => {
        this.forgetOld();
        const lifeMs = (expiresInSeconds ?? 24 * 3600) * 1000;
        this.kept.set(keyOf(id), { payload, expiresAtMs: systemClock.now().getTime() + lifeMs });
        return Promise.resolve();
      },
      find: (id) => Promise.resolve(this.live(keyOf(id))),
      findByUid: (uid) => Promise.resolve(this.first(kind, (payload) => payload.uid === uid)),
      findByUserCode: (code) => Promise.resolve(this.first(kind, (payload) => payload.userCode === code)),
      consume: (id) => {
        const payload = this.live(keyOf(id));
        if (payload) payload['consumed'] = Math.floor(systemClock.now().getTime() / 1000);
        return Promise.resolve();
      },
      destroy: (id) => {
        this.kept.delete(keyOf(id));
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        for (const [key, { payload }] of this.kept) if (payload.grantId === grantId) this.kept.delete(key);
        return Promise.resolve();
      },
    };
  }

  private live(key: string): AdapterPayload | undefined {
    const kept = this.kept.get(key);
    return kept !== undefined && kept.expiresAtMs > systemClock.now().getTime() ? kept.payload : undefined;
  }

  private first(kind: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, { payload }] of this.kept)
      if (key.startsWith(`${kind}:`) && matches(payload)) return this.live(key);
    return undefined;
  }

  private forgetOld(): void {
    const nowMs = systemClock.now().getTime();
    for (const [key, { expiresAtMs }] of this.kept) if (expiresAtMs <= nowMs) this.kept.delete(key);
  }
}
