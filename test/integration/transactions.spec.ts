import { Logger } from '@nestjs/common';
import { newId, type PersonId } from '../../src/kernel/ids';
import { withIdempotency } from '../../src/platform/http/preconditions';
import { sqlState, UnrecordedWrite, type Actor, type Tx } from '../../src/platform/database/transactions';
import { startJobs, type JobHandler } from '../../src/platform/jobs/jobs';
import { Refused } from '../../src/platform/refused';
import { openTestGround, type TestGround, type UserActor } from '../support/actors';
import { runSql } from '../support/run-sql';

/** A write that any test may make: a row that nothing else looks at. */
async function writeDepartment(tx: Tx, code: string, ordinal: number): Promise<string> {
  const id = newId<string>();
  await tx.query(
    `INSERT INTO department (id, code, ordinal, name_fr, name_nl, name_de, name_en, address, email, valid_from)
     VALUES ($1, $2, $3, 'x', 'x', 'x', 'x', 'x', 'x', '2020-01-01')`,
    [id, code, ordinal],
  );
  return id;
}

function created(id: string): Parameters<Tx['record']>[0] {
  return { type: 'department.created', subjectKind: 'department', subjectId: id };
}

describe('Transactions', () => {
  let ground: TestGround;
  let agent: UserActor;
  let nextOrdinal = 20;

  beforeAll(async () => {
    ground = await openTestGround();
    agent = ground.actor('agent.border');
  });
  afterAll(() => ground.close());

  async function count(table: string, where: string, parameters: readonly unknown[] = []): Promise<number> {
    const [row] = await ground.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table} WHERE ${where}`,
      [...parameters],
    );
    return row!.n;
  }

  /** A code and an ordinal that no other test uses. */
  function fresh(): { code: string; ordinal: number } {
    const ordinal = nextOrdinal++;
    return {
      code: `T${String.fromCharCode(65 + Math.floor(ordinal / 26))}${String.fromCharCode(65 + (ordinal % 26))}`,
      ordinal,
    };
  }

  describe('run', () => {
    it('commits what was written together with its events, at one moment and by the actor', async () => {
      ground.clock.stopAt(new Date('2026-03-28T23:30:00Z'));
      const { code, ordinal } = fresh();
      const id = await ground.transactions.run(agent, async (tx) => {
        const written = await writeDepartment(tx, code, ordinal);
        tx.record({ ...created(written), caseId: written, detail: { code }, personal: { note: 'a name' } });
        tx.record({ ...created(written), type: 'department.named' });
        return written;
      });
      ground.clock.release();
      const events = await ground.dataSource.query<Record<string, unknown>[]>(
        'SELECT * FROM event_log WHERE subject_id = $1 ORDER BY position',
        [id],
      );
      expect(events.map((event) => event['type'])).toEqual(['department.created', 'department.named']);
      expect(events[0]).toMatchObject({
        actor_kind: 'user',
        actor_id: agent.id,
        department_id: agent.departmentId,
        trace_id: agent.origin.traceId,
        // The night in which Brussels is a day further than UTC (R12).
        occurred_on: '2026-03-29',
        detail: { code },
      });
      expect(JSON.stringify(events[0])).not.toContain('a name');
      expect(events[0]!['commitment']).toHaveLength(32);
    });

    it('rolls back everything when the work throws, events and jobs too', async () => {
      const { code, ordinal } = fresh();
      const id = newId<string>();
      const failing = ground.transactions.run(agent, async (tx) => {
        await writeDepartment(tx, code, ordinal);
        tx.record(created(id));
        tx.enqueue({ task: 'never', payload: {} });
        throw new Refused({ code: 'not-found' });
      });
      await expect(failing).rejects.toThrow(Refused);
      expect(await count('department', 'code = $1', [code])).toBe(0);
      expect(await count('event_log', 'subject_id = $1', [id])).toBe(0);
    });

    it('rolls back the work when its event cannot be written', async () => {
      const { code, ordinal } = fresh();
      const failing = ground.transactions.run(agent, async (tx) => {
        tx.record({ ...created(await writeDepartment(tx, code, ordinal)), type: 'Not A Type.x' });
      });
      await expect(failing).rejects.toThrow('ck_event_log_type');
      expect(await count('department', 'code = $1', [code])).toBe(0);
    });

    it.each([
      ['insert', (tx: Tx): Promise<unknown> => writeDepartment(tx, 'UNR', 97)],
      ['update', (tx: Tx): Promise<unknown> => tx.query("UPDATE department SET email = 'y' WHERE code = 'BIF'")],
      ['delete', (tx: Tx): Promise<unknown> => tx.query('DELETE FROM user_role WHERE user_id = $1', [tx.actor.id])],
    ])('refuses an unrecorded %s', async (_kind, write) => {
      await expect(ground.transactions.run(agent, write)).rejects.toThrow(UnrecordedWrite);
      expect(await count('department', "code = 'UNR' OR email = 'y'")).toBe(0);
      expect(await count('user_role', 'user_id = $1', [agent.id])).toBe(1);
    });

    it('allows a transaction that only locks rows, also right after one that wrote on the same connection', async () => {
      const locked = await ground.transactions.run(agent, (tx) =>
        tx.query<{ code: string }>("SELECT code FROM department WHERE code = 'BIF' FOR UPDATE"),
      );
      expect(locked).toEqual([{ code: 'BIF' }]);
    });

    it('hands over a job only with the commit', async () => {
      const { code, ordinal } = fresh();
      await ground.transactions.run(agent, async (tx) => {
        const id = await writeDepartment(tx, code, ordinal);
        tx.record(created(id));
        tx.enqueue({ task: 'tell', payload: { id }, key: `tell-${id}` });
      });
      expect(await count('graphile_worker.jobs', "task_identifier = 'tell'")).toBe(1);
    });

    it('runs the job after the commit, as the application role', async () => {
      let tell: (payload: unknown) => void = () => undefined;
      const told = new Promise((resolve) => (tell = resolve));
      const handler: JobHandler = {
        task: 'tell-now',
        run: (payload) => {
          tell(payload);
          return Promise.resolve();
        },
      };
      const runner = await startJobs(ground.database.url, [handler], new Logger('test'));
      const id = newId<string>();
      await ground.transactions.run(agent, (tx) => {
        tx.record(created(id));
        tx.enqueue({ task: 'tell-now', payload: { id } });
        return Promise.resolve();
      });
      expect(await told).toEqual({ id });
      await runner.stop();
    });

    it('says a violated constraint as the refusal it stands for, and leaves others as the defect they are', async () => {
      const { code, ordinal } = fresh();
      await expect(ground.transactions.run(agent, (tx) => writeDepartment(tx, 'BIF', ordinal))).rejects.toThrow(
        'change-code-taken',
      );
      await expect(ground.transactions.run(agent, (tx) => writeDepartment(tx, code, 100))).rejects.not.toThrow(Refused);
    });
  });

  describe('deadlocks', () => {
    /** Two commands that take the same two rows in opposite order, and each wait for the other to have its first. */
    it('starts the loser of a deadlock again, and both commit', async () => {
      const attempts = { forth: 0, back: 0 };
      let arrived = 0;
      let bothIn: () => void = () => undefined;
      const meeting = new Promise<void>((resolve) => (bothIn = resolve));
      let oneIsDone: () => void = () => undefined;
      const winner = new Promise<void>((resolve) => (oneIsDone = resolve));
      const command = (name: keyof typeof attempts, codes: readonly [string, string]): Promise<void> =>
        ground.transactions.run(agent, async (tx) => {
          // The loser comes back when the other is through; it could slip in front of it again.
          if (++attempts[name] > 1) await winner;
          const touch = (code: string): Promise<unknown> =>
            tx.query('UPDATE department SET address = address WHERE code = $1', [code]);
          await touch(codes[0]);
          if (attempts[name] === 1) {
            if (++arrived === 2) bothIn();
            await meeting;
          }
          await touch(codes[1]);
          tx.record({ ...created(newId()), type: 'department.touched', detail: { name } });
        });
      const forth = command('forth', ['BIF', 'EUR']).then(oneIsDone);
      const back = command('back', ['EUR', 'BIF']).then(oneIsDone);
      await Promise.all([forth, back]);
      expect(attempts.forth + attempts.back).toBe(3);
      expect(await count('event_log', "type = 'department.touched'")).toBe(2);
    });

    it('gives up after the third attempt', async () => {
      let attempts = 0;
      const failing = ground.transactions.run(agent, async (tx) => {
        attempts++;
        await tx.query("DO $$ BEGIN RAISE EXCEPTION 'no luck' USING ERRCODE = '40001'; END $$");
      });
      await expect(failing.catch((error: unknown) => sqlState(error))).resolves.toBe('40001');
      expect(attempts).toBe(3);
    });

    it('does not repeat what failed for another reason', async () => {
      let attempts = 0;
      await expect(
        ground.transactions.run(agent, (tx) => {
          attempts++;
          return tx.query('SELECT 1/0');
        }),
      ).rejects.toThrow('division by zero');
      expect(attempts).toBe(1);
    });
  });

  describe('view', () => {
    it('writes who looked at whom, why and from where', async () => {
      const person = newId<PersonId>();
      await ground.transactions.view(agent, (tx) => {
        tx.recordAccess({
          operation: 'person.read',
          reason: 'own-case',
          personIds: [person],
          criteria: { name: 1 },
          hits: 1,
        });
        return Promise.resolve();
      });
      const rows = await ground.dataSource.query<Record<string, unknown>[]>(
        'SELECT * FROM access_log WHERE person_ids @> ARRAY[$1]::uuid[]',
        [person],
      );
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({
        actor_id: agent.id,
        operation: 'person.read',
        reason: 'own-case',
        criteria: { name: 1 },
        hits: 1,
        remote_address: '192.0.2.1',
        trace_id: agent.origin.traceId,
      });
    });

    it('fails the read when the access record cannot be written', async () => {
      const reading = ground.transactions.view(agent, (tx) => {
        tx.recordAccess({ operation: 'person.read', reason: '  ' });
        return Promise.resolve('the file');
      });
      await expect(reading).rejects.toThrow('ck_access_log_reason');
    });

    it('refuses to write anything else, recorded or not', async () => {
      const { code, ordinal } = fresh();
      const write = (tx: Tx): Promise<unknown> => writeDepartment(tx, code, ordinal);
      await expect(ground.transactions.view(agent, write)).rejects.toThrow(UnrecordedWrite);
      await expect(
        ground.transactions.view(agent, async (tx) => {
          await write(tx);
          tx.record(created(newId()));
        }),
      ).rejects.toThrow(UnrecordedWrite);
      expect(await count('department', 'code = $1', [code])).toBe(0);
    });
  });

  describe('idempotency (R3, R4)', () => {
    const body = { amountCents: 20_000 };
    const keyed = (actor: Actor, key: string, sent: unknown = body): Actor =>
      withIdempotency(actor, key, 'POST /things', sent);

    async function createOnce(actor: Actor): Promise<{ id: string }> {
      return ground.transactions.run(actor, async (tx) => {
        const id = newId<string>();
        tx.record({ ...created(id), type: 'thing.created', detail: { key: tx.actor.origin.idempotency?.key } });
        await tx.query('SELECT pg_sleep(0.02)');
        return { id };
      });
    }
    const effects = (key: string): Promise<number> =>
      count('event_log', "type = 'thing.created' AND detail ->> 'key' = $1", [key]);

    it('has one effect for one key sent twenty times at once, and gives everyone the same result', async () => {
      const results = await Promise.all(Array.from({ length: 20 }, () => createOnce(keyed(agent, 'key-parallel'))));
      expect(new Set(results.map(({ id }) => id)).size).toBe(1);
      expect(await effects('key-parallel')).toBe(1);
    });

    it('gives the same result again to a client that lost the answer', async () => {
      const first = await createOnce(keyed(agent, 'key-lost-answer'));
      expect(await createOnce(keyed(agent, 'key-lost-answer'))).toEqual(first);
      expect(await effects('key-lost-answer')).toBe(1);
    });

    it('refuses the same key with other content (409) and tells nothing of the first', async () => {
      const first = await createOnce(keyed(agent, 'key-other-body'));
      const second = createOnce(keyed(agent, 'key-other-body', { amountCents: 1 }));
      await expect(second).rejects.toMatchObject({ refusals: [{ code: 'idempotency-key-reused' }] });
      await expect(second).rejects.not.toThrow(first.id);
      expect(await effects('key-other-body')).toBe(1);
    });

    it('keeps the keys of two clients apart: no result reaches another', async () => {
      const mine = await createOnce(keyed(agent, 'key-shared-by-two'));
      const theirs = await createOnce(keyed(ground.actor('cashier'), 'key-shared-by-two'));
      expect(theirs.id).not.toBe(mine.id);
      expect(await effects('key-shared-by-two')).toBe(2);
    });

    it('keeps no key of a command that was refused, so that it can be sent again', async () => {
      const refused = ground.transactions.run(keyed(agent, 'key-refused'), () =>
        Promise.reject(new Refused({ code: 'not-found' })),
      );
      await expect(refused).rejects.toThrow(Refused);
      await expect(createOnce(keyed(agent, 'key-refused'))).resolves.toBeDefined();
    });
  });

  describe('what is only ever added to', () => {
    const logs = ['event_log', 'access_log', 'ledger_posting', 'document', 'statement_file'];
    const changes = (table: string): string[] => [
      `UPDATE ${table} SET id = id`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ];

    it.each(logs)('%s: the application has no right to change it', async (table) => {
      for (const change of changes(table)) {
        await expect(runSql(ground.database.url, change)).rejects.toThrow('permission denied');
      }
    });

    it.each(['event_log', 'access_log'])('%s: not even its owner may change it', async (table) => {
      await ground.transactions.run(agent, (tx) => {
        tx.record(created(newId()));
        tx.recordAccess({ operation: 'list', reason: 'list' });
        return Promise.resolve();
      });
      for (const change of changes(table)) {
        await expect(runSql(ground.database.ownerUrl, change)).rejects.toThrow('rows are only ever added');
        await expect(runSql(ground.database.superuserUrl, change)).rejects.toThrow('rows are only ever added');
      }
    });
  });
});
