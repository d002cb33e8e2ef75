/**
 * Loaded before the program (`node --require`): counts its steps on files below some folders and the programs that it starts, and kills it
 * with SIGKILL at one of them: `before` it, after `half` of what it writes, or `after` it. Without a step the count is written to a file.
 */
const fs = require('node:fs')
const programs = require('node:child_process')

const { folders, step, when, count } = JSON.parse(process.env.TEST_KILLING)
let steps = 0

function die() {
  process.kill(process.pid, 'SIGKILL')
  for (;;);
}

function counted(work, isCounted, half = () => {}) {
  return function each(...args) {
    if (!isCounted(...args)) return work.apply(this, args)
    steps++
    if (steps === step && when === 'half') half(...args)
    if (steps === step && when !== 'after') die()
    const result = work.apply(this, args)
    if (steps === step) die()
    return result
  }
}

const isBelow = (path) => typeof path === 'string' && folders.some((folder) => path.startsWith(folder))
for (const name of ['renameSync', 'linkSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'chmodSync', 'chownSync']) fs[name] = counted(fs[name], isBelow)
fs.openSync = counted(fs.openSync, (path, flags) => isBelow(path) && flags !== 'r' && flags !== undefined)
fs.fsyncSync = counted(fs.fsyncSync, () => true)
const write = fs.writeFileSync
fs.writeFileSync = counted(
  write,
  (file) => typeof file === 'number',
  (file, content) => write(file, content.slice(0, content.length / 2)),
)
programs.spawn = counted(programs.spawn, () => true)

if (count !== undefined) process.on('exit', () => write(count, String(steps)))
