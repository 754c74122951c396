/** What the page's frame is made of. */
export interface PageParts {
  readonly script: string;
  /** Code that the script runs when the page is painted. */
  readonly toolkit: string;
  readonly style: string;
  /** Fresh for each page. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
  /** What a new page shows at once, without asking: a `PanelStart` as JSON. */
  readonly start?: string;
}

/**
 * The page's frame: all that is shown is drawn by its script. Nothing but our own script runs;
 * the toolkit puts style elements of its own into the page, hence `unsafe-inline` for styles. It holds
 * all that it needs, and loads nothing.
 */
export function panelHtml(page: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src 'unsafe-inline'`,
    `img-src data:`,
  ].join('; ');
  return `<!doctype html>
<html lang="${attribute(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(page.title)}</title>
<style>${page.style.replace(/<(?=\/)/g, '\\3c ')}</style>
</head>
<body>
<script type="text/plain" id="toolkit">${scriptText(page.toolkit)}</script>
${startBlock(page.start)}<script nonce="${attribute(page.nonce)}">${scriptText(page.script)}</script>
</body>
</html>`;
}

/** Data, which no policy lets run; whatever it holds does not end it. */
function startBlock(start: string | undefined): string {
  if (start === undefined) return '';
  return `<script type="application/json" id="start">${start.replaceAll('<', '\\u003c')}</script>\n`;
}

function scriptText(code: string): string {
  return code.replace(inertTags, '\\x3c');
}

/** In a string of the script they would end it, or hide its end. */
const inertTags = /<(?=!--|\/?script)/gi;

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;');
}
