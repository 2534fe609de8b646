import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { actingUserWith, Transactions, type Actor, type Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { MachineKeysRepository, type MachineKey } from './machine-keys.repository';

/** Members that only a private or a shared key has. */
const PRIVATE_MEMBERS = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];

/** The keys of FPS Finance: proposed by one administrator, confirmed by another; two may be active at once, so that one can follow the other. */
@Injectable()
export class MachineKeys {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: MachineKeysRepository,
  ) {}

  list(actor: Actor): Promise<MachineKey[]> {
    return this.transactions.view(actor, (tx) => this.repository.list(tx));
  }

  /** Proposes a public key, given as a JSON Web Key. Refuses `machine-key-malformed`, `machine-key-private`, `machine-key-known`. */
  propose(
    actor: Actor,
    command: { readonly jwk: string; readonly note?: string | undefined },
  ): Promise<{ readonly keyId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const { id: by } = actingUserWith(tx.actor, 'machine-key.propose');
      const { jwk, thumbprint } = await publicKeyOf(command.jwk);
      const keyId = await this.repository.propose(tx, { jwk, thumbprint, note: command.note ?? '' }, by);
      this.tell(tx, 'machine-key.proposed', keyId, thumbprint);
      return { keyId };
    });
  }

  /** Makes a key active. Refuses `not-found`, `machine-key-state`, and `machine-key-own` to whoever proposed it (four eyes). */
  confirm(actor: Actor, id: string): Promise<{ readonly keyId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const { id: by } = actingUserWith(tx.actor, 'machine-key.confirm');
      const key = await this.locked(tx, id);
      if (key.state !== 'proposed') throw new Refused({ code: 'machine-key-state' });
      if (key.proposedBy === by) throw new Refused({ code: 'machine-key-own' });
      await this.repository.confirm(tx, id, by);
      this.tell(tx, 'machine-key.confirmed', id, key.thumbprint);
      return { keyId: id };
    });
  }

  /** Ends a key at once, with its tokens; one person is enough, for it only takes away. Refuses `not-found`, `machine-key-state`. */
  end(actor: Actor, id: string): Promise<{ readonly keyId: string }> {
    return this.transactions.run(actor, async (tx) => {
      const { id: by } = actingUserWith(tx.actor, 'machine-key.propose');
      const key = await this.locked(tx, id);
      if (key.state === 'ended') throw new Refused({ code: 'machine-key-state' });
      await this.repository.end(tx, id, by);
      this.tell(tx, 'machine-key.ended', id, key.thumbprint);
      return { keyId: id };
    });
  }

  private async locked(tx: Tx, id: string): Promise<MachineKey> {
    const key = await this.repository.lock(tx, id);
    if (key === undefined) throw new Refused({ code: 'not-found', params: { kind: 'machine-key' } });
    return key;
  }

  private tell(tx: Tx, type: `machine-key.${string}`, id: string, thumbprint: string): void {
    tx.record({ type, subjectKind: 'machine-key', subjectId: id, detail: { thumbprint } });
  }
}

/** The kinds of keys that sign, with their curve. */
const KEY_KINDS = ['EC P-256', 'EC P-384', 'OKP Ed25519', 'RSA'];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The public key that a text holds. Elliptic curves, Edwards curves, or RSA of at least 2048 bits, and never the private half. */
async function publicKeyOf(text: string): Promise<{ readonly jwk: JWK; readonly thumbprint: string }> {
  const malformed = new Refused({ code: 'machine-key-malformed', field: 'jwk' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed;
  }
  // What comes is anything: JSON of any kind, with members of any kind.
  if (!isRecord(parsed)) throw malformed;
  const jwk = parsed as JWK;
  if (!KEY_KINDS.includes(`${jwk.kty ?? ''} ${jwk.crv ?? ''}`.trim())) throw malformed;
  if ([jwk.x, jwk.y, jwk.n, jwk.e].some((part: unknown) => part !== undefined && typeof part !== 'string'))
    throw malformed;
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) throw new Refused({ code: 'machine-key-private', field: 'jwk' });
  if (jwk.kty === 'RSA' && Buffer.from(jwk.n ?? '', 'base64url').length < 256) throw malformed;
  const alg = jwk.kty === 'EC' ? (jwk.crv === 'P-384' ? 'ES384' : 'ES256') : jwk.kty === 'OKP' ? 'EdDSA' : 'PS256';
  const { kty, crv, x, y, n, e } = jwk;
  const kept = Object.fromEntries(Object.entries({ kty, crv, x, y, n, e, alg, use: 'sig' }).filter(([, value]) => value !== undefined)) as JWK; // prettier-ignore
  try {
    await importJWK(kept, alg);
    return { jwk: kept, thumbprint: await calculateJwkThumbprint(kept) };
  } catch {
    throw malformed;
  }
}
