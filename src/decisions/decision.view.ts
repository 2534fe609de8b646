import type { IssuedDocument } from '../documents/documents.service';
import type { DecisionId } from '../kernel/ids';
import type { Config } from '../platform/config/config';
import { apiLink, withoutNulls } from '../platform/http/api-links';
import { camelCase } from '../platform/http/problem';
import type { DecisionOnDesk } from './decision-desk.service';

/** A decision as the API shows it. */
export function decisionJson(
  config: Config,
  { decision, offence, isAuthor, carriersFined, reopenings }: DecisionOnDesk,
): object {
  return withoutNulls({
    self: apiLink(config, `/decisions/${decision.id}`),
    id: decision.id,
    offence: { href: apiLink(config, `/offences/${offence.id}`), id: offence.id },
    state: decision.state,
    language: decision.language,
    motivation: decision.motivation,
    amountCents: decision.amountCents,
    repeatOrder: decision.repeatOrder,
    continuingOf: decision.continuingOf && {
      href: apiLink(config, `/decisions/${decision.continuingOf}`),
      id: decision.continuingOf,
    },
    continuingApprovalReason: decision.continuingApprovalReason,
    decisionNumber: decision.number,
    structuredCommunication: decision.structuredCommunication,
    returnReason: decision.returnReason,
    signedOn: decision.signedOn,
    signerName: decision.signerName,
    notifiedOn: decision.notifiedOn,
    payableFrom: decision.payableFrom,
    isAuthor,
    carriersFined: carriersFined.map(({ personId, as }) => ({
      person: { href: apiLink(config, `/persons/${personId}`), id: personId },
      as,
    })),
    reopenings: reopenings.map(({ offenceId, reopenedOn, reopenedBy, reason, discretion }) => ({
      offence: { href: apiLink(config, `/offences/${offenceId}`), id: offenceId },
      reopenedOn,
      reopenedBy,
      reason,
      discretion,
    })),
    version: decision.version,
  });
}

/** The letters of a decision, each with its hash, to be fetched by its link. */
export function documentsJson(config: Config, decisionId: DecisionId, documents: readonly IssuedDocument[]): object {
  return {
    self: apiLink(config, `/decisions/${decisionId}/documents`),
    items: documents.map((document) => ({
      href: apiLink(config, `/documents/${document.id}/content`),
      id: document.id,
      kind: camelCase(document.kind),
      language: document.language,
      mediaType: document.mediaType,
      sha256: document.sha256Hex,
    })),
  };
}
