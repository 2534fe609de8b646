// npm run demo: drives a running product over its public API, from the offence to the settled fine.
import { runBuilt } from './ensure.mjs';

await runBuilt('demo');
