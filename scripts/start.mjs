// npm start: installs and builds what is missing, then runs the product in this process.
import { runBuilt } from './ensure.mjs';

await runBuilt('main');
