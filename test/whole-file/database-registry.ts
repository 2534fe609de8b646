import { RegistryChecks } from '../../src/appeals/registry-checks.service';
import { RegistryMistakes } from '../../src/appeals/registry-mistakes.service';
import { done, REASON, type DatabaseLife } from './database-life';
import { ASKED_ON, type REGISTRY_VERBS, type StepOf } from './whole-file.steps';

/** Inquiries at the registry, as an agent records them and takes them back. */
export class DatabaseRegistry {
  constructor(private readonly life: DatabaseLife) {}

  async take(step: StepOf<typeof REGISTRY_VERBS>): Promise<void> {
    const { decisionId } = this.life.fine(step.fine);
    const agent = this.life.person(0);
    if (step.verb === 'check-registry') {
      const asked = { courtCode: 'brussels-french', checkedOn: ASKED_ON[step.asked] };
      return done(this.life.service(RegistryChecks).record(agent, decisionId, asked));
    }
    const { id } = await this.life.last('registry_check', step.fine, '1');
    return done(this.life.service(RegistryMistakes).takeBack(agent, decisionId, id, { reason: REASON }));
  }

  said(): Promise<string[]> {
    return this.life.said(
      'registry_check',
      `CASE t.checked_on WHEN '${ASKED_ON.early}' THEN 'early ' ELSE 'after ' END
         || CASE WHEN EXISTS (SELECT FROM standing_registry_check c WHERE c.id = t.id) THEN 'standing' ELSE 'mistaken' END`,
    );
  }
}
