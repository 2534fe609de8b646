import { Day, OneOf, Text } from '../platform/http/fields';

/** Enters an account of ours, or the one of the Caisse des Dépôts (D3). Number and bank are checked by `checkAccount`. */
export class EnterAccount {
  @OneOf(['payment', 'deposit']) readonly purpose!: string;
  @Text({ max: 42 }) readonly iban!: string;
  @Text({ max: 15 }) readonly bic!: string;
  @Text({ max: 70 }) readonly holder!: string;
  @Day() readonly validFrom!: string;
}

/** Confirms an account; the reference names the letter or message in which its owner confirmed the number (D3). */
export class ConfirmAccount {
  @Text({ min: 3, max: 200 }) readonly reference!: string;
}
