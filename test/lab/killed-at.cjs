/** Loaded before the program (`node --require`): kills it with SIGKILL as soon as its journal has a line with these words. */
const fs = require('node:fs')

const words = JSON.parse(process.env.TEST_KILLED_AT)
const write = fs.writeFileSync
fs.writeFileSync = function each(file, content, ...more) {
  write(file, content, ...more)
  if (typeof content === 'string' && words.every((word) => content.includes(word))) {
    process.kill(process.pid, 'SIGKILL')
    for (;;);
  }
}
