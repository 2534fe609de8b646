import { Module } from '@nestjs/common';
import { UiModule } from '../ui/ui.module';
import { Sealing } from './sealing.service';

/** The electronic seal on letters (D33). */
@Module({ imports: [UiModule], providers: [Sealing], exports: [Sealing] })
export class SealingModule {}
