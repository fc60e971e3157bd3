// componentize.mjs SOURCE WIT WORLD OUT
import { writeFile } from 'node:fs/promises';
import { componentize } from '@bytecodealliance/componentize-js';

const [sourcePath, witPath, worldName, out] = process.argv.slice(2);
// The handler is exported as WIT has it, not made from events.
const { component } = await componentize({ sourcePath, witPath, worldName, disableFeatures: ['fetch-event'] });
await writeFile(out, component);
