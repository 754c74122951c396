/** Texts that one reader of YAML or another takes for something else, and odd ones besides. */
export const nastyTexts: readonly string[] = [
  ...['yes', 'No', 'on', 'y', 'null', '~', '', ' ', '1e3', '0o7', '0x1F', '012', '0899', '1_000'],
  ...['2026-01-02', '12:30:45', '1.0', '.5', '-1', '+1', '.inf', '.nan', 'true', '<<', '='],
  ...['# no comment', 'a # b', 'a: b', 'a:', ': a', '- a', '-', '?', '? a', '!tag', '&a', '*a'],
  ...['%a', '@a', '`a`', "it's", '"quoted"', "'", '"', '{a: b}', '[a]', 'a, b', '{{ .x }}', '|'],
  ...['>', ' lead', 'trail ', '\ttab', 'a\tb', 'tab\t', '🚀', 'a 🚀 b', 'é', '\u00a0', '\u2028'],
  ...['\u0085x', 'a\nb', 'a\nb\n', 'a\n\n\nb\n\n', '\na', '\n', ' \n a\n', '  a\n b', 'a\n\tb\n'],
  ...[
    '\ta\nb',
    '# a\n# b\n',
    '---\na',
    '...\n',
    'a\r\nb',
    'a\rb',
    '\u0000',
    '\u001b[31m',
    '\u007f',
  ],
  ...['\ufeffx', 'a\\nb', 'key: |\n  x\n', 'x\n ', 'x\n   \n', 'very '.repeat(60), 'nginx:1.25'],
  ...['/bin/sh -c "echo $1"', 'a#b', 'http://x/y?z=1#f', 'a,b', 'a:b', '0b1', '1:30', '-x', '?x'],
];
