import { Day, Id, OneOf, Optional, Text } from '../platform/http/fields';
import { GRADES } from './delegation.rules';

/** Somebody who is to work here; `subject` is the name by which the issuer of identities knows the person. Roles with commas. */
export class CreateUser {
  @Text({ max: 200 }) readonly subject!: string;
  @Text({ min: 2, max: 120 }) readonly displayName!: string;
  @Id() readonly departmentId!: string;
  @OneOf(['fr', 'nl', 'de', 'en']) readonly language!: string;
  @Optional() @OneOf(GRADES) readonly grade?: string;
  @Optional() @Day() readonly gradeFrom?: string;
  @Optional() @Text({ max: 200 }) readonly roles?: string;
}

/** The roles of a person from now on, with commas. */
export class ChangeRoles {
  @Optional() @Text({ max: 200 }) readonly roles?: string;
}

/** The grade of a person from a day on. */
export class ChangeGrade {
  @OneOf(GRADES) readonly grade!: string;
  @Day() readonly validFrom!: string;
}

/** The department in which a person works from now on. */
export class MoveUser {
  @Id() readonly departmentId!: string;
}
