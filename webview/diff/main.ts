import type { HostMessage, PageMessage } from '../../src/shared/protocol.ts';
import { PanelClient } from '../../src/shared/rpc.ts';
import { registerControls } from '../controls.ts';
import './diff.css';
import { el } from './dom.ts';
import { readMemory, type EditorApi } from './pageMemory.ts';
import { PanelPage } from './panelPage.ts';

declare function acquireVsCodeApi(): EditorApi;

/** The page asks first: only then does it know what to show, and in which language. */
async function begin(): Promise<void> {
  registerControls();
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
  const start = await client.call('begin', place === undefined ? {} : { place });
  page = new PanelPage(client, editor, start);
  for (const message of early) if ('event' in message) page.receive(message);
}

begin().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  document.body.append(el('p', { class: 'error', role: 'alert' }, reason));
});
