import { COUNTRY_CODES, type CountryCode } from './country';
import type { Branded } from './ids';
import { accept, refuse, type Outcome } from './outcome';

/** Who issued a travel document, as its machine-readable zone says it (ICAO Doc 9303 part 3, section 5): `FRA`, `D`, `UNO`, `XXA`. */
export type IcaoIssuer = Branded<string, 'IcaoIssuer'>;

// Three letters for each country, `D` for Germany; Kosovo writes RKS.
const BY_COUNTRY = new Map<string, string>(
  (
    'AD:AND AE:ARE AF:AFG AG:ATG AI:AIA AL:ALB AM:ARM AO:AGO AQ:ATA AR:ARG AS:ASM AT:AUT AU:AUS AW:ABW AX:ALA AZ:AZE ' +
    'BA:BIH BB:BRB BD:BGD BE:BEL BF:BFA BG:BGR BH:BHR BI:BDI BJ:BEN BL:BLM BM:BMU BN:BRN BO:BOL BQ:BES BR:BRA BS:BHS ' +
    'BT:BTN BV:BVT BW:BWA BY:BLR BZ:BLZ CA:CAN CC:CCK CD:COD CF:CAF CG:COG CH:CHE CI:CIV CK:COK CL:CHL CM:CMR CN:CHN ' +
    'CO:COL CR:CRI CU:CUB CV:CPV CW:CUW CX:CXR CY:CYP CZ:CZE DE:D DJ:DJI DK:DNK DM:DMA DO:DOM DZ:DZA EC:ECU EE:EST ' +
    'EG:EGY EH:ESH ER:ERI ES:ESP ET:ETH FI:FIN FJ:FJI FK:FLK FM:FSM FO:FRO FR:FRA GA:GAB GB:GBR GD:GRD GE:GEO GF:GUF ' +
    'GG:GGY GH:GHA GI:GIB GL:GRL GM:GMB GN:GIN GP:GLP GQ:GNQ GR:GRC GS:SGS GT:GTM GU:GUM GW:GNB GY:GUY HK:HKG HM:HMD ' +
    'HN:HND HR:HRV HT:HTI HU:HUN ID:IDN IE:IRL IL:ISR IM:IMN IN:IND IO:IOT IQ:IRQ IR:IRN IS:ISL IT:ITA JE:JEY JM:JAM ' +
    'JO:JOR JP:JPN KE:KEN KG:KGZ KH:KHM KI:KIR KM:COM KN:KNA KP:PRK KR:KOR KW:KWT KY:CYM KZ:KAZ LA:LAO LB:LBN LC:LCA ' +
    'LI:LIE LK:LKA LR:LBR LS:LSO LT:LTU LU:LUX LV:LVA LY:LBY MA:MAR MC:MCO MD:MDA ME:MNE MF:MAF MG:MDG MH:MHL MK:MKD ' +
    'ML:MLI MM:MMR MN:MNG MO:MAC MP:MNP MQ:MTQ MR:MRT MS:MSR MT:MLT MU:MUS MV:MDV MW:MWI MX:MEX MY:MYS MZ:MOZ NA:NAM ' +
    'NC:NCL NE:NER NF:NFK NG:NGA NI:NIC NL:NLD NO:NOR NP:NPL NR:NRU NU:NIU NZ:NZL OM:OMN PA:PAN PE:PER PF:PYF PG:PNG ' +
    'PH:PHL PK:PAK PL:POL PM:SPM PN:PCN PR:PRI PS:PSE PT:PRT PW:PLW PY:PRY QA:QAT RE:REU RO:ROU RS:SRB RU:RUS RW:RWA ' +
    'SA:SAU SB:SLB SC:SYC SD:SDN SE:SWE SG:SGP SH:SHN SI:SVN SJ:SJM SK:SVK SL:SLE SM:SMR SN:SEN SO:SOM SR:SUR SS:SSD ' +
    'ST:STP SV:SLV SX:SXM SY:SYR SZ:SWZ TC:TCA TD:TCD TF:ATF TG:TGO TH:THA TJ:TJK TK:TKL TL:TLS TM:TKM TN:TUN TO:TON ' +
    'TR:TUR TT:TTO TV:TUV TW:TWN TZ:TZA UA:UKR UG:UGA UM:UMI US:USA UY:URY UZ:UZB VA:VAT VC:VCT VE:VEN VG:VGB VI:VIR ' +
    'VN:VNM VU:VUT WF:WLF WS:WSM XK:RKS YE:YEM YT:MYT ZA:ZAF ZM:ZMB ZW:ZWE'
  )
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

/** Issuers that are no country: organisations, kinds of British passports, refugees and stateless persons. */
const OTHER_ISSUERS =
  'EUE GBD GBN GBO GBP GBS UNA UNK UNO XBA XCC XCE XCO XDC XEC XES XIM XMP XOM XPO XXA XXB XXC XXX'.split(' ');

const COUNTRY_BY_ISSUER = new Map<string, CountryCode>(
  COUNTRY_CODES.flatMap((country): [string, CountryCode][] => {
    const issuer = BY_COUNTRY.get(country);
    return issuer === undefined ? [] : [[issuer, country]];
  }),
);

/** Every code in alphabetical order. */
export const ICAO_ISSUERS: readonly IcaoIssuer[] = [
  ...COUNTRY_BY_ISSUER.keys(),
  ...OTHER_ISSUERS,
].sort() as IcaoIssuer[];

const KNOWN = new Set<string>(ICAO_ISSUERS);

/** Reads the code of an issuer in capitals. Refuses `issuer-unknown` on `field`, also for a code of two letters, which is another list. */
export function parseIcaoIssuer(text: string, field = 'issuer'): Outcome<IcaoIssuer> {
  const code = text.trim();
  if (KNOWN.has(code)) return accept(code as IcaoIssuer);
  return refuse('issuer-unknown', { field, params: { accepted: 'FRA, D, GBR, UNO, XXA' } });
}

/** The country that an issuer is; undefined for an organisation, a refugee's or a stateless person's document. */
export function countryOfIssuer(issuer: string): CountryCode | undefined {
  return COUNTRY_BY_ISSUER.get(issuer);
}
