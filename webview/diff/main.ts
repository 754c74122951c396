import type { HostMessage, PageMessage, PanelStart } from '../../src/shared/protocol.ts';
import { PanelClient } from '../../src/shared/rpc.ts';
import { registerControls } from '../controls.ts';
import { afterPaint } from './afterPaint.ts';
import './diff.css';
import { el } from './dom.ts';
import { readMemory, type EditorApi } from './pageMemory.ts';
import { PanelPage } from './panelPage.ts';

declare function acquireVsCodeApi(): EditorApi;

/** Known only while the script's first lines run. */
const nonce = document.currentScript?.nonce ?? '';

/** A new page brings what it shows first; any other asks, and knows nothing before the answer. */
async function begin(): Promise<void> {
  afterPaint(() => registerControls(nonce));
  const editor = acquireVsCodeApi();
  const client = new PanelClient((message: PageMessage) => editor.postMessage(message));
  const early: HostMessage[] = [];
  let page: PanelPage | undefined = undefined;
  window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
    if ('id' in data) client.receive(data);
    else if (page === undefined) early.push(data);
    else page.receive(data);
  });
  const { place } = readMemory(editor.getState());
  const brought = takeStart();
  // What stands in the page was true when it was new: one that remembers is not.
  const start =
    place === undefined && brought !== undefined
      ? brought
      : await client.call('begin', place === undefined ? {} : { place });
  page = new PanelPage(client, editor, start);
  for (const message of early) if ('event' in message) page.receive(message);
}

function takeStart(): PanelStart | undefined {
  const block = document.getElementById('start');
  block?.remove();
  return block === null ? undefined : (JSON.parse(block.textContent) as PanelStart);
}

begin().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  document.body.append(el('p', { class: 'error', role: 'alert' }, reason));
});
