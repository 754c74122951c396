/**
 * Runs `toolkit.ts`, whose code stands in the page as text, and so makes the elements below what they
 * are. Until then they are texts with our own style for what is not defined yet.
 *
 * @param nonce of the page: its policy lets nothing else run.
 */
export function registerControls(nonce: string): void {
  const text = document.getElementById('toolkit');
  if (text === null) throw new Error('The page came without its controls.');
  const script = document.createElement('script');
  script.nonce = nonce;
  script.textContent = text.textContent;
  text.replaceWith(script);
}

/** A push button of the toolkit. It is never disabled for the keyboard: it says why it rests. */
export class Button {
  readonly root: HTMLElement;
  #why: string | undefined;

  /** `rest`: it is pressed while it rests. */
  constructor(look: 'primary' | 'secondary', run: () => void, rest: () => void = () => undefined) {
    this.root = document.createElement('vscode-button');
    this.show({ look, label: '' });
    this.root.addEventListener('click', () => {
      if (this.#why === undefined) run();
      else rest();
    });
  }

  /** `why`: it can't be pressed now, with the reason for the tooltip. */
  show(face: {
    readonly look?: 'primary' | 'secondary';
    readonly label: string;
    readonly why?: string | undefined;
  }): void {
    this.#why = face.why;
    if (face.look !== undefined) setAttribute(this.root, 'appearance', face.look);
    if (this.root.textContent !== face.label) this.root.textContent = face.label;
    setAttribute(this.root, 'aria-disabled', face.why === undefined ? undefined : 'true');
    setAttribute(this.root, 'title', face.why);
    const label = face.why === undefined ? undefined : `${face.label}. ${face.why}`;
    setAttribute(this.root, 'aria-label', label);
  }
}

/** A ring that turns while something is looked for. */
export function progressRing(label: string): HTMLElement {
  const ring = document.createElement('vscode-progress-ring');
  ring.setAttribute('aria-label', label);
  return ring;
}

/** A text of one line, or of several. */
export class TextInput {
  readonly root: HTMLElement & { value: string };
  readonly #label: string;

  constructor(kind: 'line' | 'lines', label: string, change: (value: string) => void) {
    const tag = kind === 'line' ? 'vscode-text-field' : 'vscode-text-area';
    this.root = document.createElement(tag) as HTMLElement & { value: string };
    this.#label = label;
    if (kind === 'lines') {
      this.root.setAttribute('rows', '2');
      this.root.setAttribute('resize', 'vertical');
    }
    this.root.addEventListener('input', () => change(this.root.value));
  }

  /** Leaves the cursor where it is while the text is the same. */
  show(value: string): void {
    // The toolkit names it "Text area" when it comes into the page.
    setAttribute(this.root, 'aria-label', this.#label);
    if (this.root.value !== value) this.root.value = value;
  }
}

function setAttribute(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
