import { parentPort } from 'node:worker_threads';
import type { ParseAnswer, ParseRequest } from './adapters/git/manifestParser.ts';
import { packManifests } from './core/manifest/packManifests.ts';

// The worker thread: parses what is too large for the host's event loop. Values in, values out.
parentPort?.on('message', (request: ParseRequest) => {
  const answer: ParseAnswer = { id: request.id, packed: request.texts.map(packManifests) };
  parentPort?.postMessage(answer);
});
