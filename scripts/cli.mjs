// npm run --silent cli -- COMMAND …: the product's commands (migrate, verify, appeal-window …).
import { runBuilt } from './ensure.mjs';

await runBuilt('cli');
