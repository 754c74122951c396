/** What the page's frame is made of. */
export interface PageAddresses {
  readonly script: string;
  readonly style: string;
  readonly cspSource: string;
  /** Fresh for each page. */
  readonly nonce: string;
  readonly language: string;
  readonly title: string;
}

/**
 * The page's frame: all that is shown is drawn by its script. Nothing but our own script runs;
 * the toolkit puts style elements of its own into the page, hence `unsafe-inline` for styles.
 */
export function panelHtml(page: PageAddresses): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource} 'unsafe-inline'`,
    `img-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${attribute(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${attribute(page.style)}">
<title>${text(page.title)}</title>
</head>
<body>
<script nonce="${attribute(page.nonce)}" src="${attribute(page.script)}"></script>
</body>
</html>`;
}

function text(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function attribute(value: string): string {
  return text(value).replaceAll('"', '&quot;');
}
