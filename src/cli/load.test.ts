import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheOf, load } from './load.ts'

describe('load', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-load-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  function program(value: string): string {
    writeFileSync(join(folder, 'part.js'), `exports.value = ${JSON.stringify(value)}`)
    writeFileSync(join(folder, 'main.js'), "globalThis.ringwallLoaded = require('./part.js').value + require('node:path').sep")
    return join(folder, 'main.js')
  }

  function ran(): unknown {
    return (globalThis as { ringwallLoaded?: unknown }).ringwallLoaded
  }

  it('runs a file and what it requires', () => {
    expect([...load(program('one')).scripts.keys()]).toEqual([join(folder, 'main.js'), join(folder, 'part.js')])
    expect(ran()).toBe('one/')
  })

  it('gives what the entry exports, and modules of Node that are loaded at their first use', () => {
    writeFileSync(join(folder, 'main.js'), "const http = require('node:http')\nexports.method = () => http.METHODS[0]")
    const { method } = load(join(folder, 'main.js')).exports as { readonly method: () => string }
    expect(method()).toBe('ACL')
  })

  it('gives all that such a module has to who asks for all of it', () => {
    const copied = "const all = require('node:tls'), copy = {}\nfor (const key of Object.getOwnPropertyNames(all)) copy[key] = all[key]\n"
    writeFileSync(
      join(folder, 'main.js'),
      `${copied}exports.kinds = [typeof copy.connect, 'connect' in all, 'nothing' in all, Object.keys(all).includes('connect')]`,
    )
    const { kinds } = load(join(folder, 'main.js')).exports as { readonly kinds: readonly unknown[] }
    expect(kinds).toEqual(['function', true, false, true])
  })

  it('uses the compiled code of the same source', () => {
    const entry = program('two')
    for (const [file, script] of load(entry).scripts) writeFileSync(cacheOf(file), script.createCachedData())
    expect([...load(entry).scripts.values()].map((script) => script.cachedDataRejected)).toEqual([false, false])
    expect(ran()).toBe('two/')
  })

  it('compiles anew when the code has changed or the cache is damaged', () => {
    for (const [file, script] of load(program('three')).scripts) writeFileSync(cacheOf(file), script.createCachedData())
    const entry = program('another')
    writeFileSync(cacheOf(entry), 'no compiled code')
    const part = load(entry).scripts.get(join(folder, 'part.js'))
    expect(part?.cachedDataRejected).toBe(true)
    expect(ran()).toBe('another/')
  })
})
