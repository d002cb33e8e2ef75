import { describe, expect, it } from 'vitest'
import { component } from '../testing/component.ts'
import { openTree } from './trees.ts'
import { prefixed, settingsTree } from './settings-tree.ts'

const text = '[server]\nport = 8080\nhosts = ["a:1", "b:2"]\n\n[empty]\n'

function tree(env: Record<string, [string, number]> = {}): ReturnType<typeof settingsTree> {
  const input = component({ env, files: { '/c.toml': text } })
  const layer = openTree(input, ['/c.toml'], [])
  return settingsTree(input, layer === undefined ? [] : [layer], prefixed('APP'))
}

describe('settingsTree', () => {
  it('reads the file with its lines', () => {
    expect(tree().get('server.port')).toMatchObject({
      value: '8080',
      trail: [
        { file: 'c.toml', line: 2 },
        { file: 'compose.yml', line: 8 },
      ],
    })
    expect(
      tree()
        .list('server.hosts')
        .map(({ value }) => value),
    ).toEqual(['a:1', 'b:2'])
    expect(tree().names('server')).toEqual(['port', 'hosts'])
    expect(tree().at('server')).toEqual({ file: 'c.toml', line: 1 })
    expect(tree().home).toEqual({ file: 'c.toml', line: 1 })
    expect(tree().get('server')).toBeUndefined()
    expect(tree().get('constructor.name')).toBeUndefined()
  })

  it('lets the environment win, and adds what only it has', () => {
    const over = tree({
      APP__SERVER__PORT: ['9090', 12],
      APP__SERVER__HOSTS: ['c:3,d:4', 13],
      APP__TENANTS__MAIN__KEY: ['x', 14],
      OTHER__SERVER__PORT: ['1', 15],
    })
    expect(over.get('server.port')).toMatchObject({ value: '9090', trail: [{ file: 'compose.yml', line: 12 }] })
    expect(over.list('server.hosts').map(({ value }) => value)).toEqual(['c:3', 'd:4'])
    expect(over.names('tenants')).toEqual(['main'])
    expect(over.at('server.port')).toEqual({ file: 'compose.yml', line: 12 })
  })
})

it('calls the items of a list by their index', () => {
  const input = component({ files: { '/c.json': '{ "brokers": [\n{ "url": "a" },\n{ "url": "b" }\n] }' } })
  const layer = openTree(input, ['/c.json'], [])
  const read = settingsTree(input, layer === undefined ? [] : [layer], () => undefined)
  expect(read.names('brokers')).toEqual(['0', '1'])
  expect(read.get(['brokers', '1', 'url'])?.value).toBe('b')
  expect(read.at(['brokers', '1', 'url'])).toEqual({ file: 'c.json', line: 3 })
  expect([read.get(['brokers', '2', 'url']), read.get(['brokers', 'x', 'url']), read.get(['brokers', 'length'])]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
