import { Injectable } from '@nestjs/common';
import { DepartmentsService } from '../access/departments.service';
import { decisionLetter, informationCopy } from '../documents/decision-letter';
import type { DecisionLetterData, FineLetterData } from '../documents/decision-letter.data';
import { DocumentsService, type IssuedLetter } from '../documents/documents.service';
import { handoverReceipt } from '../documents/handover-receipt';
import { previewOf } from '../documents/letter-marks';
import type { PrintedLanguage } from '../documents/letter-content';
import type { DecisionNumber } from '../kernel/decision-number';
import { ogmFor, type Ogm } from '../kernel/ogm';
import type { PersonId } from '../kernel/ids';
import { LiabilityService } from '../liability/liability.service';
import { OffencesService } from '../offences/offences.service';
import { ParametersService } from '../parameters/parameters.service';
import { PersonsService } from '../persons/persons.service';
import type { Tx } from '../platform/database/transactions';
import { Refused } from '../platform/refused';
import { Translations } from '../ui/translator';
import type {
  DecisionAddressee,
  DecisionFile,
  FineFile,
  NumberedFine,
  SignatureOnLetter,
} from './decision-letter.view';
import { decisionAddressees, decisionLetterData, fineLetterData, signerOf } from './decision-letter.view';
import type { DecisionRow } from './decisions.repository';

/** The letters of a decision: the act that the first addressee gets, and all that was issued. */
export interface IssuedLetters extends IssuedLetter {
  readonly all: readonly IssuedLetter[];
}

/** Stands in the preview of a template for what only the letter itself says. */
const NOT_SHOWN = '…';
/** The data of a letter, and whose copy it is. */
export interface LetterOfAddressee {
  readonly addressee: { readonly id: PersonId; readonly ordinal: number };
  readonly data: FineLetterData & Pick<DecisionLetterData, 'signer'>;
}

/** Gathers what a decision's letters are made from and has them made. */
@Injectable()
export class DecisionLetters {
  constructor(
    private readonly offences: OffencesService,
    private readonly persons: PersonsService,
    private readonly liability: LiabilityService,
    private readonly parameters: ParametersService,
    private readonly departments: DepartmentsService,
    private readonly documents: DocumentsService,
    private readonly translations: Translations,
  ) {}

  /**
   * Issues, in the signing transaction (ADR 7), for each addressee the decision and the receipt for a hand-over; and an English copy
   * for information to whoever uses none of the languages of an act (trap 22). The copies of the act differ in the address alone.
   */
  async issue(tx: Tx, decision: DecisionRow, signature: SignatureOnLetter): Promise<IssuedLetters> {
    const file = await this.fileOf(tx, decision);
    const all: IssuedLetter[] = [];
    for (const addressee of decisionAddressees(file.liable))
      all.push(...(await this.issueTo(tx, file, signature, addressee)));
    return { ...firstOf(all, decision), all };
  }

  private async issueTo(
    tx: Tx,
    file: DecisionFile,
    signature: SignatureOnLetter,
    { personId, letter, wantsInformationCopy }: DecisionAddressee,
  ): Promise<IssuedLetter[]> {
    const { id: decisionId, departmentId } = file.decision;
    const common = { decisionId, departmentId, addressee: { id: personId, ordinal: letter.ordinal } };
    const data = decisionLetterData(file, signature, letter);
    const issued = [
      await this.documents.issue(tx, { ...common, kind: 'decision', content: decisionLetter(data) }),
      await this.documents.issue(tx, { ...common, kind: 'receipt', content: handoverReceipt(data) }),
    ];
    if (!wantsInformationCopy) return issued;
    const english = informationCopy(decisionLetterData(file, signature, letter, 'en'));
    return [...issued, await this.documents.issue(tx, { ...common, kind: 'information-copy', content: english })];
  }

  /** The letter of the first addressee as it would be signed now, marked as a preview on each page; nothing of it is kept. */
  async preview(tx: Tx, decision: DecisionRow, signature: SignatureOnLetter): Promise<Buffer> {
    const file = await this.fileOf(tx, decision);
    const { letter } = firstOf(decisionAddressees(file.liable), decision);
    return this.documents.preview(tx, previewOf(decisionLetter(decisionLetterData(file, signature, letter)), tx.today));
  }

  /** What a later act about the decision is made from, for each of its addressees, under a signature. Refuses like `dataOfFine`. */
  async dataOfEach(
    tx: Tx,
    decision: DecisionRow,
    act: Pick<SignatureOnLetter, 'signer' | 'delegation'>,
  ): Promise<LetterOfAddressee[]> {
    const each = await this.dataOfAny(tx, decision, act);
    if (each.length === 0) throw new Refused({ code: 'nobody-liable-on-file', rule: 'R1.0.7' });
    return each;
  }

  /** The same for an act that stands without a letter too: nothing where nobody on a file that was taken over owes the fine (trap 6). */
  async dataOfAny(
    tx: Tx,
    decision: DecisionRow,
    act: Pick<SignatureOnLetter, 'signer' | 'delegation'>,
  ): Promise<LetterOfAddressee[]> {
    const file = await this.fineFileOf(tx, decision);
    const signer = signerOf(act, decision.language);
    return decisionAddressees(file.liable).map(({ personId, letter }) => ({
      addressee: { id: personId, ordinal: letter.ordinal },
      data: { ...fineLetterData(file, numbered(decision), letter), signer },
    }));
  }

  /**
   * What a paper about the fine is made from, as its first addressee gets it, in the language of the decision. Refuses `not-found` before
   * the decision has its number, and `nobody-liable-on-file` where nobody on file owes it (trap 6).
   */
  async dataOfFine(tx: Tx, decision: DecisionRow): Promise<FineLetterData> {
    const file = await this.fineFileOf(tx, decision);
    return fineLetterData(file, numbered(decision), firstOf(owedBy(file), decision).letter);
  }

  /**
   * The data of a decision for looking at a template, in the language of its labels. Before the signature, number and
   * communication stand as zeros, of no fine, and the day is today. `order` is what the letter says of the fines before it.
   */
  async dataForPreview(
    tx: Tx,
    decision: DecisionRow,
    printed: PrintedLanguage,
    order: Pick<SignatureOnLetter, 'repeatOrder' | 'continuingOf'>,
  ): Promise<DecisionLetterData> {
    const { number, structuredCommunication, signerName = NOT_SHOWN, signerGrade = NOT_SHOWN } = decision;
    const { signedOn = tx.today } = decision;
    const file = await this.fileOf(tx, decision);
    const unnumbered = `${file.department.code}-${signedOn.slice(0, 4)}-000000-00`;
    const signature: SignatureOnLetter = {
      ...order,
      number: (number ?? unnumbered) as DecisionNumber,
      structuredCommunication: (structuredCommunication as Ogm | undefined) ?? ogmFor('0000000000'),
      decidedOn: signedOn,
      signer: { displayName: signerName, grade: { fr: signerGrade, nl: signerGrade, de: signerGrade } },
      delegation: { reference: NOT_SHOWN, validFrom: signedOn },
    };
    return decisionLetterData(file, signature, firstOf(decisionAddressees(file.liable), decision).letter, printed);
  }

  private async fileOf(tx: Tx, decision: DecisionRow): Promise<DecisionFile> {
    const file = await this.fineFileOf(tx, decision);
    const { obligationCode, factsOn, crossingPointCode } = file.offence;
    const obligation = await this.parameters.obligation(tx, obligationCode, factsOn);
    if (obligation === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    const points = await this.parameters.crossingPoints(tx, factsOn);
    const crossingPoint = points.find(({ code }) => code === crossingPointCode);
    return { ...file, paragraph: obligation.paragraph, delay: obligation.delay, crossingPoint };
  }

  private async fineFileOf(tx: Tx, decision: DecisionRow): Promise<FineFile> {
    const { offence } = await this.offences.file(tx, decision.offenceId);
    const offender = await this.persons.identity(tx, offence.personId);
    const department = await this.departments.byId(tx, decision.departmentId);
    if (department === undefined) throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
    return {
      decision,
      offence,
      offender,
      liable: await this.liability.partiesOf(tx, offence.id),
      department,
      paymentAccount: await this.parameters.paymentAccount(tx, tx.today),
      depositAccount: await this.parameters.confirmedDepositAccount(tx, tx.today),
      country: (code, language) => this.translations.for(language).country(code),
    };
  }
}

/** How the fine is called: by its day too, unless it was taken over. */
function numbered({ number, structuredCommunication, signedOn }: DecisionRow): NumberedFine {
  if (number === undefined || structuredCommunication === undefined)
    throw new Refused({ code: 'not-found', params: { kind: 'decision' } });
  return {
    number: number as DecisionNumber,
    structuredCommunication: structuredCommunication as Ogm,
    decidedOn: signedOn,
  };
}

/** A minor for whom nobody was named may have been taken over; no letter about the fine has anywhere to go (trap 6). */
function owedBy({ liable }: FineFile): DecisionAddressee[] {
  const addressees = decisionAddressees(liable);
  if (addressees.length === 0) throw new Refused({ code: 'nobody-liable-on-file', rule: 'R1.0.7' });
  return addressees;
}

function firstOf<T>(all: readonly T[], decision: DecisionRow): T {
  const [first] = all;
  if (first === undefined) throw new Error(`nobody owes decision ${decision.id}`);
  return first;
}
