import type { Delay } from '../offences/obligation-deadline.rules';
import type { Department } from '../access/departments.repository';
import type { ActText, Delegation, User } from '../access/users.repository';
import type {
  DecisionLetterData,
  FineLetterData,
  LetterAddressee,
  LetterLiableParty,
  LetterMandate,
  LiableCapacity,
  LiableIdentity,
} from '../documents/decision-letter.data';
import type { PrintedLanguage } from '../documents/letter-content';
import { identityName } from '../documents/letter-names';
import { RECOVERY_ADDRESSEE } from '../documents/recovery-addressee';
import { majorityOn, type BirthDate } from '../kernel/birth-date';
import type { DecisionNumber } from '../kernel/decision-number';
import type { PersonId } from '../kernel/ids';
import type { LegalDate } from '../kernel/legal-date';
import type { Ogm } from '../kernel/ogm';
import type { LiableParties } from '../liability/liability.service';
import type { OffenceRow } from '../offences/offences.repository';
import type { NamedCrossingPoint, PrintableAccount } from '../parameters/parameters.service';
import type { PersonSummary } from '../persons/person.view';
import { letterGround } from './decision-letter-ground.view';
import { letterForceMajeure, letterHearing, letterPartiesHeard } from './decision-letter-hearing.view';
import type { DecisionRow } from './decisions.repository';

/** What any letter about a fine is made from, as the modules hold it. */
export interface FineFile {
  readonly decision: DecisionRow;
  readonly offence: OffenceRow;
  readonly offender: PersonSummary;
  /** In the order in which their copies are counted. */
  readonly liable: LiableParties;
  readonly department: Department;
  readonly paymentAccount: PrintableAccount;
  readonly depositAccount: PrintableAccount | undefined;
  /** Name of a country in a language. */
  readonly country: (code: string, language: PrintedLanguage) => string;
}

/** Everything that a decision letter is made from. */
export interface DecisionFile extends FineFile {
  readonly paragraph: string | null;
  readonly delay: Delay;
  readonly crossingPoint: NamedCrossingPoint | undefined;
}

type Debtor = LiableParties['debtors'][number];

/** How a fine is called; without a day where an earlier administration decided. */
export type NumberedFine = Pick<SignatureOnLetter, 'number' | 'structuredCommunication'> & {
  readonly decidedOn: LegalDate | undefined;
};

/** What the signature adds; in a preview the drafter sees marks of what is still to come. */
export interface SignatureOnLetter {
  readonly number: DecisionNumber;
  readonly structuredCommunication: Ogm;
  readonly decidedOn: LegalDate;
  readonly repeatOrder: number;
  /** The earlier decision of a breach that goes on (D10). */
  readonly continuingOf?: { readonly number: string; readonly decidedOn: LegalDate };
  readonly signer: Pick<User, 'displayName'> & { readonly grade: ActText };
  readonly delegation: Pick<Delegation, 'reference' | 'validFrom'>;
}

/** Somebody to whom a copy goes, and whether an English one for information goes with it (D14, trap 22). */
export interface DecisionAddressee {
  readonly personId: PersonId;
  readonly wantsInformationCopy: boolean;
  readonly letter: LetterAddressee;
}

const LANGUAGES_OF_ACTS: readonly string[] = ['fr', 'nl', 'de'];

/** One addressee for each debtor, never the offender who owes nothing (trap 6); at the elected domicile where there is one. */
export function decisionAddressees({ debtors, mandates }: LiableParties): DecisionAddressee[] {
  return debtors.map(({ person }, index) => {
    const domicile = mandates.find((each) => each.representedId === person.id && each.electsDomicile);
    return {
      personId: person.id,
      wantsInformationCopy: !LANGUAGES_OF_ACTS.includes(person.language),
      letter: {
        identity: identityOf(person),
        ...(domicile && { careOf: identityOf(domicile.mandatary) }),
        addressLines: (domicile?.mandatary ?? person).addressLines,
        ordinal: index + 1,
      },
    };
  });
}

/** The rows of a file as the data of its letter. Labels are in `printed`: the decision's language, or English for an information copy. */
export function decisionLetterData(
  file: DecisionFile,
  signature: SignatureOnLetter,
  addressee: LetterAddressee,
  printed: PrintedLanguage = file.decision.language,
): DecisionLetterData {
  const { decision, offence, offender } = file;
  const { language } = decision;
  const fine = fineLetterData(file, signature, addressee, printed);
  return {
    ...fine,
    decidedOn: signature.decidedOn,
    languageChoice:
      language === (file.liable.debtors[0]?.person ?? offender).language
        ? { kind: 'used' }
        : { kind: 'chosen', reason: decision.languageReason },
    signer: signerOf(signature, language),
    ...majorityOf(offence, fine.offender.birthDate),
    liableParties: file.liable.debtors.map(liablePartyOf),
    mandates: file.liable.mandates.map((mandate) => mandateOf(mandate, file)),
    ground: letterGround(file, printed),
    hearing: letterHearing(offence, printed),
    partiesHeard: letterPartiesHeard(offence, file.liable),
    forceMajeure: letterForceMajeure(offence),
    discretion: offence.discretion,
    motivation: decision.motivation,
    orderNumber: signature.repeatOrder,
    ...(signature.continuingOf && { continuingOf: signature.continuingOf }),
    recovery: RECOVERY_ADDRESSEE[printed],
  };
}

/** What a later paper says of the fine; for one that was taken over, nothing of its day and its facts, which are not on file. */
export function fineLetterData(
  file: FineFile,
  numbered: NumberedFine,
  addressee: LetterAddressee,
  printed: PrintedLanguage = file.decision.language,
): FineLetterData {
  const { decision, offence, offender, department, liable } = file;
  const { birthDate } = offender;
  if (birthDate === undefined) throw new Error('the offender of a decision has no birth date');
  const { decidedOn } = numbered;
  const owesNothing = !liable.debtors.some(({ capacity }) => capacity === 'offender');
  return {
    language: decision.language,
    department: {
      name: department.name[printed],
      addressLines: department.address.split('\n'),
      email: department.email,
    },
    number: numbered.number,
    ...(decidedOn !== undefined && { decidedOn }),
    addressee,
    offender: {
      ...namesOf(offender),
      birthDate,
      nationality: file.country(offender.nationality, printed),
      ...(offender.officeFileNumber && { fileNumber: offender.officeFileNumber }),
    },
    // Trap 6: of an adult the offender is always a debtor. The day of the facts may be missing where the fine was taken over.
    offenderWasMinor: decidedOn === undefined ? owesNothing : majorityOf(offence, birthDate).offenderWasMinor,
    amountCents: decision.amountCents,
    payment: paymentOf(file, numbered),
  };
}

/** Who signs, in the language of the act. */
export function signerOf(
  { signer, delegation }: Pick<SignatureOnLetter, 'signer' | 'delegation'>,
  language: DecisionRow['language'],
): DecisionLetterData['signer'] {
  return {
    name: signer.displayName,
    grade: signer.grade[language],
    delegation: { reference: delegation.reference, inForceSince: delegation.validFrom },
  };
}

function paymentOf(file: FineFile, { structuredCommunication }: NumberedFine): DecisionLetterData['payment'] {
  return {
    office: accountOf(file.paymentAccount),
    structuredCommunication,
    departmentName: file.department.name[file.decision.language],
    deposit: file.depositAccount
      ? { state: 'confirmed', account: accountOf(file.depositAccount) }
      : { state: 'unconfirmed' },
  };
}

/** R1.0.7, D23: of age or not on the day of the facts; where the birth date leaves it open, as a person decided. */
function majorityOf(
  { factsOn, majorityDecided, majorityReason }: OffenceRow,
  birthDate: BirthDate,
): Pick<DecisionLetterData, 'offenderWasMinor' | 'majorityDecision'> {
  const known = majorityOn(birthDate, factsOn);
  // A decision made while the birth date left it open says nothing any more once that is known.
  if (majorityDecided === null || known !== 'unknown') return { offenderWasMinor: known === 'minor' };
  return {
    offenderWasMinor: majorityDecided === 'minor',
    majorityDecision: { decided: majorityDecided, reason: majorityReason ?? '' },
  };
}

const CAPACITIES: Readonly<Record<Debtor['capacity'], LiableCapacity>> = {
  offender: 'offender',
  'legal-representative': 'legalRepresentative',
  'in-charge': 'personInCharge',
  guardian: 'guardian',
  carrier: 'carrier',
};

function liablePartyOf(debtor: Debtor): LetterLiableParty {
  const { person, capacity, basis, appointedOn, appointmentReference, registerNumber } = debtor;
  return {
    capacity: CAPACITIES[capacity],
    identity: { ...identityOf(person), ...(registerNumber !== undefined && { registerNumber }) },
    addressLines: person.addressLines,
    ...(basis !== '' && { basis }),
    ...(appointedOn !== undefined &&
      appointmentReference !== undefined && { appointment: { on: appointedOn, reference: appointmentReference } }),
  };
}

function mandateOf(mandate: LiableParties['mandates'][number], { liable, offender }: DecisionFile): LetterMandate {
  const { mandatary, representedId, kind, reference, givenOn, electsDomicile } = mandate;
  const represented = liable.debtors.find(({ person }) => person.id === representedId)?.person ?? offender;
  return {
    kind,
    identity: identityOf(mandatary),
    addressLines: mandatary.addressLines,
    represents: identityName(identityOf(represented)),
    reference,
    givenOn,
    electsDomicile,
  };
}

/** A person as a letter names it; a firm by its name in Latin letters. */
function identityOf(person: PersonSummary): LiableIdentity {
  if (person.kind === 'legal') {
    const { latinFamilyName: name, enterpriseNumber } = person;
    return { kind: 'organisation', name, ...(enterpriseNumber !== undefined && { enterpriseNumber }) };
  }
  return { kind: 'person', ...namesOf(person), ...(person.birthDate && { birthDate: person.birthDate }) };
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
