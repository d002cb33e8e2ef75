import { describe, expect, it } from 'vitest'
import { madeUp } from '../../testing/running.ts'
import { attempt } from '../../wire/fault.ts'
import { settle } from './snapshot.ts'

describe('a pure judge of a machine', () => {
  it('is given what it asks for, each path once, however it leads on', async () => {
    const asked: string[] = []
    const files = { '/proc/a': '/proc/b', '/proc/b': '/proc/c', '/proc/c': 'end' }
    const { value, read } = await settle(
      madeUp({ files }, (path) => void asked.push(path)),
      ({ text }) => {
        let path = '/proc/a'
        for (let next = text(path); next?.startsWith('/') === true; next = text(path)) path = next
        return text(path)
      },
    )
    expect([value, read, asked]).toEqual(['end', 3, ['/proc/a', '/proc/b', '/proc/c']])
  })

  it('gets no environment, no command line and nothing outside of the running system', async () => {
    const asked: string[] = []
    const paths = ['/proc/1/environ', '/proc/1/cmdline', '/proc/1/mem', '/etc/shadow', '/proc/../etc/shadow', '/sys/x\n', 'proc/a', '/proc/1/fd/3']
    await settle(
      madeUp({}, (path) => void asked.push(path)),
      ({ text }) => paths.map(text),
    )
    expect(asked).toEqual([])
    await settle(
      madeUp({}, (path) => void asked.push(path)),
      ({ names, status }) => [names('/a/../b'), status('b'), status('/a\n')],
    )
    expect(asked).toEqual([])
  })

  it('that never ends is cut, and one of a run that ended is told so', async () => {
    let next = 0
    const { isCut, read } = await settle(madeUp({}), ({ text }) => text(`/proc/${next++}`))
    expect([isCut, read < 100]).toEqual([true, true])
    const over = AbortSignal.abort()
    expect(await attempt(() => settle(madeUp({}), ({ text }) => text('/proc/a'), over))).toMatchObject({ ok: false, fault: { kind: 'cancelled' } })
  })
})
