// node answer.cjs GLUE FUNCTION < lines > answers: asks a function of the WebAssembly behind GLUE (made by wasm-bindgen for
// node) about each line.
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const ask = require(resolve(process.argv[2]))[process.argv[3]];
const lines = readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
process.stdout.write(lines.map(line => ask(line) + '\n').join(''));
