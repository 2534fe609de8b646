/**
 * Who recovers an unpaid fine: the name that stands in the law, and the service that does it today (R7.1, R7.2). Two things, kept
 * apart, because the second has changed and will again.
 */
export const RECOVERY_ADDRESSEE = {
  fr: {
    statutoryName: 'administration du Cadastre, de l’Enregistrement et des Domaines',
    operationalName: 'Administration générale de la Perception et du Recouvrement (SPF Finances)',
  },
  nl: {
    statutoryName: 'administratie van het Kadaster, de Registratie en de Domeinen',
    operationalName: 'Algemene Administratie van de Inning en de Invordering (FOD Financiën)',
  },
  de: {
    statutoryName: 'Verwaltung des Katasters, der Registrierung und der Domänen',
    operationalName: 'Generalverwaltung Einnahme und Beitreibung (FÖD Finanzen)',
  },
  en: {
    statutoryName: 'administration of the Land Registry, Registration and Domains',
    operationalName: 'General Administration for Collection and Recovery (FPS Finance)',
  },
} as const;
