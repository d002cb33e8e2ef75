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

/** V8 forgets the code of functions that did not run for a while: the build would lose it, and a run compile it again. */
const memory = '--no-flush-bytecode'

/** Modules of Node that few calls use and that take a millisecond or more to load: loaded when something of them is used. */
const late: ReadonlySet<string> = new Set([
  'node:child_process',
  'node:crypto',
  'node:dgram',
  'node:dns/promises',
  'node:fs/promises',
  'node:http',
  'node:os',
  'node:timers/promises',
  'node:tls',
])

/** A program that was loaded. */
export interface Loaded {
  /** What the entry exports. */
  readonly exports: unknown
  /** The scripts that ran; files that are required later join them. */
  readonly scripts: ReadonlyMap<string, Script>
}

/** Where the compiled code of a file lies: made by the build, beside the code that it belongs to. */
export function cacheOf(file: string): string {
  return `${file}.cache`
}

/**
 * Runs a built CommonJS file and the files that it requires, with the code that V8 compiled at build time. V8 compiles anew when the
 * cache is of another version of itself, other flags, or a source of another length: the build makes code and cache together.
 */
export function load(entry: string): Loaded {
  setFlagsFromString(patience)
  setFlagsFromString(memory)
  const scripts = new Map<string, Script>()
  const modules = new Map<string, { exports: unknown }>()
  // what is not a file of the program is a module of Node, whoever asks
  const outside = createRequire(entry)
  return { exports: run(entry), scripts }

  function run(file: string): unknown {
    const known = modules.get(file)
    if (known !== undefined) return known.exports
    const module = { exports: {} as unknown }
    modules.set(file, module)
    const script = compile(file)
    scripts.set(file, script)
    const required = (id: string): unknown =>
      id.startsWith('.') ? run(resolve(dirname(file), id)) : late.has(id) ? lazily(() => outside(id) as object) : outside(id)
    const body = script.runInThisContext() as (exports: unknown, require: typeof required, module: unknown) => void
    body(module.exports, required, module)
    return module.exports
  }
}

/** What asks for all that is there (`import * as tls` of a library, when it is bundled) loads it too. */
function lazily(load: () => object): object {
  let loaded: object | undefined
  const module = (): object => (loaded ??= load())
  return new Proxy(
    {},
    {
      get: (_, name) => Reflect.get(module(), name) as unknown,
      has: (_, name) => Reflect.has(module(), name),
      ownKeys: () => Reflect.ownKeys(module()),
      getOwnPropertyDescriptor(_, name) {
        const there = Reflect.getOwnPropertyDescriptor(module(), name)
        // the target has no such property, so that it may not be said to be fixed
        return there === undefined ? undefined : { ...there, configurable: true }
      },
    },
  )
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
