#!/usr/bin/env node
'use strict';
var parts = process.versions.node.split('.').map(Number);
if (parts[0] < 22 || (parts[0] === 22 && parts[1] < 19)) {
  process.stderr.write(
    'driftline needs Node.js 22.19 or later; this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '). Install a newer Node.js, or run driftline with one.\n',
  );
  process.exit(2);
}
try {
  require('node:module').enableCompileCache();
} catch (error) {
  if (process.env.DRIFTLINE_DEBUG) process.stderr.write(String(error) + '\n');
}
require('./cli.cjs');
