// npm run build: dist/ from these sources, when it is not there already.
import { ensureBuilt } from './ensure.mjs';

ensureBuilt();
