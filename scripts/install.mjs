// The packages that package-lock.json asks for, and nothing else (the first step of the Dockerfile).
import { ensureInstalled } from './ensure.mjs';

ensureInstalled();
