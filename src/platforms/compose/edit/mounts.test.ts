import { describe, expect, it } from 'vitest'
import { changed } from './fixture.ts'

const base = 'services:\n  api:\n    image: api:1\n'

describe('a mount', () => {
  it('of a new volume is declared and added', () => {
    const { drafts, component: after } = changed({ 'compose.yaml': base }, 'api', { kind: 'volume', path: '/data', name: 'api-data' })
    expect(after.mounts.map(({ kind, source, target }) => [kind, source?.value, target.value])).toEqual([['volume', 'api-data', '/data']])
    expect(drafts['compose.yaml']).toMatch(/\nvolumes:\n {2}api-data:/)
  })

  it.each([
    ['- ./a.conf:/etc/a.conf', '- ./a.conf:/etc/a.conf:ro'],
    ['- ./a.conf:/etc/a.conf:rw,z', '- "./a.conf:/etc/a.conf:ro,z"'],
    ['- ${DIR:-./x}/a.conf:/etc/a.conf', '- "${DIR:-./x}/a.conf:/etc/a.conf:ro"'],
    ['- { type: bind, source: ./a.conf, target: /etc/a.conf }', '- { type: bind, source: ./a.conf, target: /etc/a.conf, read_only: true }'],
  ])('%s is read-only', (item, expected) => {
    const text = `services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/data\n      ${item}\n`
    const { drafts } = changed({ 'compose.yaml': text }, 'db', { kind: 'read-only-mount', path: '/etc/a.conf' })
    expect(drafts['compose.yaml']).toBe(text.replace(item, expected))
  })
})

describe('a mount that goes', () => {
  it.each(['- /run/docker.sock:/var/run/docker.sock:ro', '- { type: bind, source: /run/docker.sock, target: /var/run/docker.sock }'])(
    '%s',
    (item) => {
      const text = `services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/data # kept\n      ${item}\n`
      const { drafts, component: after } = changed({ 'compose.yaml': text }, 'db', { kind: 'no-mount', path: '/var/run/docker.sock' })
      expect(drafts['compose.yaml']).toBe(text.replace(`      ${item}\n`, ''))
      expect(after.mounts).toHaveLength(1)
    },
  )

  it('takes its list with it where it is the last, and cannot go where it is not', () => {
    const text = `${base}    volumes: ["./a:/a"]\n`
    expect(changed({ 'compose.yaml': text }, 'api', { kind: 'no-mount', path: '/a' }).drafts['compose.yaml']).toBe(base)
    expect(changed({ 'compose.yaml': text }, 'api', { kind: 'no-mount', path: '/b' }).outcome).toHaveProperty('cannot')
  })
})
