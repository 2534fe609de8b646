import { Injectable } from '@nestjs/common';
import type { DepartmentId } from '../kernel/ids';
import type { Tx } from '../platform/database/transactions';
import { DepartmentsRepository, type Department } from './departments.repository';

/** Departments as other modules ask for them. */
@Injectable()
export class DepartmentsService {
  constructor(private readonly departments: DepartmentsRepository) {}

  /** Every department, by ordinal; those that no longer exist too, with their last day. */
  all(tx: Tx): Promise<Department[]> {
    return this.departments.all(tx);
  }

  byId(tx: Tx, id: DepartmentId): Promise<Department | undefined> {
    return this.departments.byId(tx, id);
  }
}
