import type { Department } from '../access/departments.repository';
import type { ActText, Delegation, User } from '../access/users.repository';
import type {
  DecisionLetterData,
  LetterGround,
  LetterHearing,
  LiableIdentity,
} from '../documents/decision-letter.data';
import { RECOVERY_ADDRESSEE } from '../documents/recovery-addressee';
import type { DecisionNumber } from '../kernel/decision-number';
import type { LegalDate } from '../kernel/legal-date';
import type { Ogm } from '../kernel/ogm';
import type { OffenceRow } from '../offences/offences.repository';
import type { NamedCrossingPoint, PrintableAccount } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import type { DecisionRow } from './decisions.repository';

/** Everything that a decision letter is made from, as the modules hold it. */
export interface DecisionFile {
  readonly decision: DecisionRow;
  readonly offence: OffenceRow;
  readonly offender: PersonSummary;
  readonly paragraph: string | null;
  readonly department: Department;
  readonly crossingPoint: NamedCrossingPoint | undefined;
  readonly paymentAccount: PrintableAccount;
  readonly depositAccount: PrintableAccount | undefined;
  /** Country names in the letter's language. */
  readonly nationality: string;
}

/** What the signature adds; in a preview the drafter sees marks of what is still to come. */
export interface SignatureOnLetter {
  readonly number: DecisionNumber;
  readonly structuredCommunication: Ogm;
  readonly decidedOn: LegalDate;
  readonly repeatOrder: number;
  readonly signer: Pick<User, 'displayName'> & { readonly grade: ActText };
  readonly delegation: Pick<Delegation, 'reference' | 'validFrom'>;
}

/** The rows of a file as the data of its letter, in the decision's language. */
export function decisionLetterData(file: DecisionFile, signature: SignatureOnLetter): DecisionLetterData {
  const { decision, offence, offender, department } = file;
  const { language } = decision;
  const identity: LiableIdentity = {
    kind: 'person',
    ...namesOf(offender),
    ...(offender.birthDate && { birthDate: offender.birthDate }),
  };
  const { addressLines } = offender;
  if (offender.birthDate === undefined) throw new Error('the offender of a decision has no birth date');
  return {
    language,
    languageChoice:
      language === offender.language ? { kind: 'used' } : { kind: 'chosen', reason: decision.languageReason },
    department: {
      name: department.name[language],
      addressLines: department.address.split('\n'),
      email: department.email,
    },
    number: signature.number,
    decidedOn: signature.decidedOn,
    signer: {
      name: signature.signer.displayName,
      grade: signature.signer.grade[language],
      delegation: { reference: signature.delegation.reference, inForceSince: signature.delegation.validFrom },
    },
    addressee: { identity, addressLines },
    offender: {
      ...namesOf(offender),
      birthDate: offender.birthDate,
      nationality: file.nationality,
      ...(offender.officeFileNumber && { fileNumber: offender.officeFileNumber }),
    },
    offenderWasMinor: false,
    liableParties: [{ capacity: 'offender', identity, addressLines }],
    ground: groundOf(file),
    hearing: hearingOf(offence),
    forceMajeure: offence.forceMajeure,
    discretion: offence.discretion,
    motivation: decision.motivation,
    orderNumber: signature.repeatOrder,
    amountCents: decision.amountCents,
    payment: {
      office: accountOf(file.paymentAccount),
      structuredCommunication: signature.structuredCommunication,
      deposit: file.depositAccount
        ? { state: 'confirmed', account: accountOf(file.depositAccount) }
        : { state: 'unconfirmed' },
    },
    recovery: RECOVERY_ADDRESSEE[language],
  };
}

function namesOf(person: PersonSummary): {
  surname: string;
  firstName: string;
  latinSurname: string;
  latinFirstName: string;
} {
  return {
    surname: person.familyName,
    firstName: person.givenNames,
    latinSurname: person.latinFamilyName,
    latinFirstName: person.latinGivenNames,
  };
}

function accountOf({ holder, iban, bic }: PrintableAccount): DecisionLetterData['payment']['office'] {
  return { beneficiary: holder, iban, bic };
}

function groundOf(file: DecisionFile): LetterGround {
  const { offence, paragraph } = file;
  const common = {
    place: offence.place,
    occurredOn: offence.factsOn,
    ...(offence.factsAt !== null && { occurredAt: offence.factsAt }),
    narrative: offence.facts,
    evidence: [offence.evidence],
    report: { authority: offence.reportingAuthority, reference: offence.reportReference, reportedOn: offence.reportOn },
  };
  if (offence.article === '4bis') {
    return {
      article: '4bis',
      paragraph: paragraph ?? '1',
      collection: '4bis',
      facts: {
        ...common,
        kind: 'borderCrossing',
        direction: offence.crossingDirection === 'exit' ? 'exit' : 'entry',
        breach: breachOf(file),
      },
    };
  }
  if (offence.article !== '41bis' || offence.entryOn === null || offence.lastLawfulOn === null)
    throw new Error(`no letter for article ${offence.article} yet`);
  return {
    article: '41bis',
    ...(paragraph !== null && { paragraph }),
    collection: '42octies',
    facts: {
      ...common,
      kind: 'presenceReport',
      municipality: offence.municipality ?? offence.place,
      enteredOn: offence.entryOn,
      entryEvidence: offence.entryEvidence ?? '',
      lastLawfulDay: offence.lastLawfulOn,
      ...(offence.compliedOn !== null && { reportedOn: offence.compliedOn }),
    },
  };
}

function breachOf({
  offence,
  crossingPoint,
  decision,
}: DecisionFile): Extract<LetterGround, { article: '4bis' }>['facts']['breach'] {
  if (offence.crossingSite !== 'authorised-point' || crossingPoint === undefined) return { kind: 'noAuthorisedPoint' };
  const onFile = crossingPoint.hours.map(({ opensAt, closesAt }) => `${opensAt}–${closesAt}`).join(', ');
  const stated =
    offence.statedOpensAt === null
      ? ''
      : `${offence.statedOpensAt}–${offence.statedClosesAt ?? ''} (${offence.statedHoursSource ?? ''})`;
  return {
    kind: 'outsideHours',
    crossingPoint: crossingPoint.names[decision.language],
    openingHours: onFile === '' ? stated : onFile,
  };
}

function hearingOf(offence: OffenceRow): LetterHearing {
  if (offence.hearingKind === 'waived' || offence.hearingOn === null)
    return { kind: 'waived', reason: offence.hearingWaiverReason };
  const means = {
    interview: 'interview',
    written: 'written',
    'police-form': 'policeForm',
    'municipal-form': 'municipalForm',
  } as const;
  return {
    kind: 'heard',
    heardOn: offence.hearingOn,
    means: means[offence.hearingMeans ?? 'interview'],
    statement: offence.hearingStatement,
    answer: offence.hearingAnswer,
  };
}
