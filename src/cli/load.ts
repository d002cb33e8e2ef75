import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { Script } from 'node:vm'

/**
 * V8 optimises a function after it ran through so many bytes of its code. A run of seconds does not earn back what its usual eagerness
 * costs: with this figure 380 files take a quarter less CPU (docs/decisions/0005-start-up.md).
 */
const patience = '--interrupt-budget=800000'

/** Where the compiled code of a file lies: made by the build, beside the code that it belongs to. */
export function cacheOf(file: string): string {
  return `${file}.cache`
}

/**
 * Runs a built CommonJS file and the files that it requires, with the code that V8 compiled at build time. V8 compiles anew when the
 * cache is of another version of itself, other flags, or a source of another length: the build makes code and cache together.
 * Gives the scripts that ran; files that are required later join them.
 */
export function load(entry: string): ReadonlyMap<string, Script> {
  setFlagsFromString(patience)
  const scripts = new Map<string, Script>()
  const modules = new Map<string, { exports: unknown }>()
  run(entry)
  return scripts

  function run(file: string): unknown {
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const module = { exports: {} as unknown }
    modules.set(file, module)
    const script = compile(file)
    scripts.set(file, script)
    const outside = createRequire(file)
    const required = (id: string): unknown => (id.startsWith('.') ? run(resolve(dirname(file), id)) : outside(id))
    const body = script.runInThisContext() as (exports: unknown, require: typeof required, module: unknown) => void
    body(module.exports, required, module)
    return module.exports
  }
}

function compile(file: string): Script {
  // the build writes ASCII alone
  const source = `(function (exports, require, module) {${readFileSync(file, 'latin1')}\n})`
  const cachedData = compiled(file)
  return new Script(source, { filename: file, ...(cachedData === undefined ? {} : { cachedData }) })
}

function compiled(file: string): Buffer | undefined {
  try {
    return readFileSync(cacheOf(file))
  } catch {
    return undefined
  }
}
