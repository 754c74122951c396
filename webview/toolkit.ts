import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

// An entry of its own, which a page runs once it is painted: it is two thirds of the page's code.
// The only file that knows the toolkit.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeProgressRing(),
  vsCodeTextArea(),
  vsCodeTextField(),
);
