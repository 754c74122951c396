// `npm run check`: what holds without running anything.
import process from 'node:process';
import { runChecks } from './runChecks.ts';

const { failed } = await runChecks();
process.exitCode = failed === 0 ? 0 : 1;
