import type { DecisionNumber } from '../../src/kernel/decision-number';
import { formatDecisionNumber } from '../../src/kernel/decision-number';
import type { Bic, Iban } from '../../src/kernel/iban';
import { legalDate } from '../../src/kernel/legal-date';
import { cents } from '../../src/kernel/money';
import { ogmFor } from '../../src/kernel/ogm';
import type { DecisionLetterData, LetterDepartment, LetterGround } from '../../src/documents/decision-letter.data';
import type { LetterLanguage } from '../../src/documents/letter-content';
import { RECOVERY_ADDRESSEE } from '../../src/documents/recovery-addressee';

/** Letters of plainly fictitious people, one for each regime, in each language. */

const WORDS = {
  fr: {
    department: 'Inspection aux frontières',
    city: 'Bruxelles',
    street: 'Boulevard Pachéco 44',
    nationality: 'Grèce',
    interpreter: 'grec',
    point: 'Port de Zeebruges',
    airport: 'Port de Zeebruges, quai 5',
    police: 'Police de la navigation, Zeebruges',
    beneficiary: 'Office des étrangers',
    hours: '06:00 à 22:00',
    grade: 'Attachée',
    fund: 'Caisse des Dépôts et Consignations',
    country: 'GRÈCE',
  },
  nl: {
    department: 'Grensinspectie',
    city: 'Brussel',
    street: 'Pachecolaan 44',
    nationality: 'Griekenland',
    interpreter: 'Grieks',
    point: 'Haven van Zeebrugge',
    airport: 'Haven van Zeebrugge, kaai 5',
    police: 'Scheepvaartpolitie Zeebrugge',
    beneficiary: 'Dienst Vreemdelingenzaken',
    hours: '06.00 tot 22.00 uur',
    grade: 'Attaché',
    fund: 'Deposito- en Consignatiekas',
    country: 'GRIEKENLAND',
  },
  de: {
    department: 'Grenzinspektion',
    city: 'Brüssel',
    street: 'Boulevard Pachéco 44',
    nationality: 'Griechenland',
    interpreter: 'Griechisch',
    point: 'Hafen von Zeebrugge',
    airport: 'Hafen von Zeebrugge, Kai 5',
    police: 'Schifffahrtspolizei Zeebrugge',
    beneficiary: 'Ausländeramt',
    hours: '06:00 bis 22:00 Uhr',
    grade: 'Attachée',
    fund: 'Hinterlegungs- und Konsignationskasse',
    country: 'GRIECHENLAND',
  },
} as const;

const SENTENCES = {
  fr: {
    narrative:
      'Lors d’un contrôle sur le quai, l’intéressé est monté à bord d’un voilier qui venait d’arriver d’un port situé hors de l’espace Schengen, alors que le point de passage était fermé.',
    evidence: ['Journal de bord du voilier, page du 3 mars 2026', 'Images de la caméra du quai 5'],
    statement: 'L’intéressé dit qu’il ignorait les heures d’ouverture et que le mauvais temps l’a retardé.',
    answer:
      'Les heures sont affichées sur le quai et publiées. Le bulletin météorologique du jour ne signale pas de conditions qui auraient empêché d’attendre au large.',
    forceMajeure:
      'Aucun événement imprévisible et insurmontable n’est établi : le vent était de force 4 et le port d’attente voisin était accessible.',
    discretion:
      'Une première infraction peut rester sans amende lorsqu’elle est signalée spontanément. Tel n’a pas été le cas ici : l’arrivée n’a été découverte que par le contrôle.',
    motivation:
      'L’obligation de passer par un point de passage autorisé et pendant ses heures d’ouverture permet le contrôle des personnes à la frontière extérieure.\nEn accostant à 23:40, l’intéressé s’est soustrait à ce contrôle. Les éléments du rapport et ses propres déclarations concordent.',
    evidence41: ['Attestation de la commune', 'Billet de train'],
    entryEvidence: 'Billet de train Athènes–Bruxelles du 1er avril 2026',
    municipality: 'Anderlecht',
    motivation41:
      'La commune n’a reçu aucune déclaration de présence avant le 17 avril 2026, ni de l’intéressé ni d’un établissement d’hébergement.\nLe dernier jour utile était le 16 avril 2026. Aucune des exemptions prévues par la loi ne s’applique : l’intéressé loge chez des particuliers.',
    languageReason:
      'L’intéressé ne parle aucune des trois langues ; le français est celle de la commune où il séjourne.',
    waiver:
      'L’intéressé, convoqué deux fois par lettre recommandée à l’adresse qu’il a indiquée, ne s’est pas présenté et n’a pas répondu.',
  },
  nl: {
    narrative:
      'Bij een controle op de kaai kwam de betrokkene van boord van een zeilboot die net uit een haven buiten de Schengenruimte was aangekomen, terwijl de doorlaatpost gesloten was.',
    evidence: ['Logboek van de zeilboot, bladzijde van 3 maart 2026', 'Camerabeelden van kaai 5'],
    statement: 'De betrokkene zegt dat hij de openingsuren niet kende en dat het slechte weer hem heeft opgehouden.',
    answer:
      'De uren hangen uit op de kaai en zijn bekendgemaakt. Het weerbericht van die dag meldt geen omstandigheden die beletten om op zee te wachten.',
    forceMajeure:
      'Er is geen onvoorzienbare en onoverkomelijke gebeurtenis aangetoond: de windkracht was 4 en de naburige wachthaven was bereikbaar.',
    discretion:
      'Een eerste inbreuk kan zonder geldboete blijven wanneer ze spontaan wordt gemeld. Dat was hier niet het geval: de aankomst werd pas door de controle ontdekt.',
    motivation:
      'De verplichting om langs een toegelaten doorlaatpost en tijdens de openingsuren te gaan, maakt de controle van personen aan de buitengrens mogelijk.\nDoor om 23.40 uur aan te meren heeft de betrokkene zich aan die controle onttrokken. De gegevens van het verslag en zijn eigen verklaringen stemmen overeen.',
    evidence41: ['Attest van de gemeente', 'Treinkaartje'],
    entryEvidence: 'Treinkaartje Athene–Brussel van 1 april 2026',
    municipality: 'Anderlecht',
    motivation41:
      'De gemeente heeft vóór 17 april 2026 geen enkele melding van aanwezigheid ontvangen, niet van de betrokkene en niet van een logiesverstrekker.\nDe laatste nuttige dag was 16 april 2026. Geen van de wettelijke vrijstellingen is van toepassing: de betrokkene logeert bij particulieren.',
    languageReason:
      'De betrokkene spreekt geen van de drie talen; het Nederlands is de taal van de vertrouwenspersoon die hem bijstaat.',
    waiver:
      'De betrokkene werd twee keer aangetekend opgeroepen op het adres dat hij had opgegeven, is niet verschenen en heeft niet geantwoord.',
  },
  de: {
    narrative:
      'Bei einer Kontrolle auf dem Kai verließ der Betroffene ein Segelboot, das gerade aus einem Hafen außerhalb des Schengen-Raums angekommen war, obwohl die Grenzübergangsstelle geschlossen war.',
    evidence: ['Logbuch des Segelbootes, Seite vom 3. März 2026', 'Kamerabilder von Kai 5'],
    statement:
      'Der Betroffene erklärt, dass er die Öffnungszeiten nicht kannte und dass das schlechte Wetter ihn aufgehalten hat.',
    answer:
      'Die Zeiten hängen am Kai aus und sind veröffentlicht. Der Wetterbericht des Tages meldet keine Bedingungen, die ein Warten auf See verhindert hätten.',
    forceMajeure:
      'Ein unvorhersehbares und unüberwindbares Ereignis ist nicht nachgewiesen: Die Windstärke war 4 und der benachbarte Wartehafen war erreichbar.',
    discretion:
      'Ein erster Verstoß kann ohne Geldbuße bleiben, wenn er von selbst gemeldet wird. Das war hier nicht der Fall: Die Ankunft wurde erst durch die Kontrolle entdeckt.',
    motivation:
      'Die Verpflichtung, eine zugelassene Grenzübergangsstelle während ihrer Öffnungszeiten zu benutzen, ermöglicht die Personenkontrolle an der Außengrenze.\nDurch das Anlegen um 23:40 Uhr hat sich der Betroffene dieser Kontrolle entzogen. Die Angaben des Berichts und seine eigenen Erklärungen stimmen überein.',
    evidence41: ['Bescheinigung der Gemeinde', 'Zugfahrkarte'],
    entryEvidence: 'Zugfahrkarte Athen–Brüssel vom 1. April 2026',
    municipality: 'Eupen',
    motivation41:
      'Die Gemeinde hat vor dem 17. April 2026 keine Meldung der Anwesenheit erhalten, weder vom Betroffenen noch von einem Beherbergungsbetrieb.\nDer letzte Tag war der 16. April 2026. Keine der gesetzlichen Befreiungen ist anwendbar: Der Betroffene wohnt bei Privatpersonen.',
    languageReason:
      'Der Betroffene spricht keine der drei Sprachen; Deutsch ist die Sprache der Gemeinde, in der er sich aufhält.',
    waiver:
      'Der Betroffene wurde zweimal per Einschreiben an die von ihm angegebene Adresse vorgeladen, ist nicht erschienen und hat nicht geantwortet.',
  },
} as const;

function department(language: LetterLanguage): LetterDepartment {
  const words = WORDS[language];
  return {
    name: words.department,
    addressLines: [words.street, `1000 ${words.city}`],
    email: 'inspection@exemple.invalid',
    phone: '+32 2 000 00 00',
  };
}

const NUMBER: DecisionNumber = formatDecisionNumber({ department: 'BIF', year: 2026, counter: 123 });

function borderGround(language: LetterLanguage): LetterGround {
  const words = WORDS[language];
  const { narrative, evidence } = SENTENCES[language];
  return {
    article: '4bis',
    paragraph: '1',
    collection: '4bis',
    facts: {
      kind: 'borderCrossing',
      place: words.airport,
      occurredOn: legalDate('2026-03-03'),
      occurredAt: '23:40',
      direction: 'entry',
      breach: { kind: 'outsideHours', crossingPoint: words.point, openingHours: words.hours },
      narrative,
      evidence,
      report: { authority: words.police, reference: 'ZB-2026-00417', reportedOn: legalDate('2026-03-04') },
    },
  };
}

/** A decision under article 4bis §1: a Greek sailor who came ashore after hours; heard; deposit account not confirmed. */
export function borderDecision(language: LetterLanguage): DecisionLetterData {
  const words = WORDS[language];
  const sentences = SENTENCES[language];
  const identity = {
    kind: 'person',
    surname: 'Παπαδόπουλος',
    firstName: 'Γιώργος',
    latinSurname: 'Papadopoulos',
    latinFirstName: 'Giorgos',
    birthDate: { year: 1987, month: 3, day: 12 },
  } as const;
  const addressLines = ['Odos Fantasias 12', '185 00 PIRAEUS', words.country];
  return {
    language,
    languageChoice: { kind: 'used' },
    department: department(language),
    number: NUMBER,
    decidedOn: legalDate('2026-03-12'),
    signer: {
      name: 'Camille Exemple',
      grade: words.grade,
      delegation: { reference: 'DEL-2009-0203/7', inForceSince: legalDate('2024-01-01') },
    },
    addressee: { identity, addressLines },
    offender: { ...identity, nationality: words.nationality, fileNumber: '9 000 123' },
    offenderWasMinor: false,
    liableParties: [{ capacity: 'offender', identity, addressLines }],
    ground: borderGround(language),
    hearing: {
      kind: 'heard',
      heardOn: legalDate('2026-03-04'),
      means: 'policeForm',
      interpreterLanguage: words.interpreter,
      statement: sentences.statement,
      answer: sentences.answer,
    },
    forceMajeure: sentences.forceMajeure,
    discretion: sentences.discretion,
    motivation: sentences.motivation,
    orderNumber: 1,
    amountCents: cents(20000),
    payment: {
      office: { beneficiary: words.beneficiary, iban: 'BE35679200609437' as Iban, bic: 'PCHQBEBB' as Bic },
      structuredCommunication: ogmFor('0126000123'),
      deposit: { state: 'unconfirmed' },
    },
    recovery: RECOVERY_ADDRESSEE[language],
  };
}

/** A decision under article 41bis: presence not reported; not heard, with the reason; deposit account confirmed; third fine. */
export function presenceDecision(language: LetterLanguage): DecisionLetterData {
  const words = WORDS[language];
  const sentences = SENTENCES[language];
  const decision = borderDecision(language);
  return {
    ...decision,
    languageChoice: { kind: 'chosen', reason: sentences.languageReason },
    motivation: sentences.motivation41,
    ground: {
      article: '41bis',
      collection: '42octies',
      facts: {
        kind: 'presenceReport',
        place: sentences.municipality,
        occurredOn: legalDate('2026-04-17'),
        municipality: sentences.municipality,
        enteredOn: legalDate('2026-04-01'),
        entryEvidence: sentences.entryEvidence,
        lastLawfulDay: legalDate('2026-04-16'),
        evidence: sentences.evidence41,
        report: { authority: sentences.municipality, reference: 'B-2026-77', reportedOn: legalDate('2026-04-20') },
      },
    },
    decidedOn: legalDate('2026-05-01'),
    hearing: { kind: 'waived', reason: sentences.waiver },
    orderNumber: 3,
    payment: {
      ...decision.payment,
      deposit: {
        state: 'confirmed',
        account: { beneficiary: words.fund, iban: 'BE58679200303279' as Iban, bic: 'PCHQBEBB' as Bic },
      },
    },
  };
}
