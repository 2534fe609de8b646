// npm run --silent evaluate:matching -- FOLDER: scores the matching on a corpus; one JSON object on standard output.
import { runBuilt } from './ensure.mjs';

await runBuilt('evaluate-matching');
