// node answer.cjs GLUE < lines > answers: asks the WebAssembly behind GLUE (made by wasm-bindgen for node) for each line.
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');

const { answer } = require(resolve(process.argv[2]));
const lines = readFileSync(0, 'utf8').split('\n').filter(line => line !== '');
process.stdout.write(lines.map(line => answer(line) + '\n').join(''));
