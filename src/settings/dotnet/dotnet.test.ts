import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Gap } from '../../model/fact.ts'
import { component } from '../../testing/component.ts'
import type { Files } from './configuration.ts'
import { dotnetConfiguration } from './configuration.ts'

const files = ['appsettings.json', 'appsettings.*.json']

function read(sketch: Parameters<typeof component>[0]): Files & { readonly gaps: readonly Gap[] } {
  const gaps: Gap[] = []
  return { ...dotnetConfiguration(component({ form: 'process', ...sketch }), '/app', files, gaps), gaps }
}

describe('settings of a .NET program', () => {
  it('takes comments, trailing commas and a byte order mark, and says the line', () => {
    const text = '\ufeff{\n  // of the shop\n  "Cors": { "Origins": ["https://a.example", "https://b.example",], }, /* end */\n}\n'
    const { configuration, gaps } = read({ files: { '/app/appsettings.json': text } })
    expect(configuration.list('cors:ORIGINS').map(({ value, trail }) => [value, trail[0]?.line])).toEqual([
      ['https://a.example', 3],
      ['https://b.example', 3],
    ])
    expect(gaps).toEqual([])
  })

  it('lays the environment over the files, by index in lists, and the command line over all', () => {
    const { configuration, environment, documents } = read({
      command: ['dotnet', '/app/Shop.dll', '--Bus:Port=1', '/Bus:User', 'line', 'Bus:Vhost=own', '--verbose'],
      env: { ASPNETCORE_ENVIRONMENT: 'Staging', bus__host: 'variable', 'Bus:Port': '2', Cors__Origins__1: 'https://v.example', PATH: '/bin' },
      files: {
        '/app/appsettings.json': '{"Bus":{"Host":"base","Port":3,"Old":1},"Cors":{"Origins":["a","b","c"]}}',
        '/app/appsettings.Staging.json': '{"bus":{"Old":null},"Cors":{"Origins":["x"]}}',
        '/app/appsettings.Production.json': '{"Bus":{"Host":"production"}}',
      },
    })
    expect([environment, documents.length]).toEqual(['Staging', 2])
    expect(['Bus:Host', 'Bus:Port', 'bus:user', 'Bus:Vhost', 'Bus:Old'].map((path) => configuration.get(path)?.value)).toEqual([
      'variable',
      '1',
      'line',
      'own',
      undefined,
    ])
    expect(configuration.list('Cors:Origins').map(({ value }) => value)).toEqual(['x', 'https://v.example', 'c'])
    expect(configuration.names('bus')).toEqual(['Host', 'Port', 'User', 'Vhost'])
  })

  it.each([
    [{}, [], 'Production'],
    [{ ASPNETCORE_ENVIRONMENT: 'A' }, [], 'A'],
    [{ ASPNETCORE_ENVIRONMENT: 'A', DOTNET_ENVIRONMENT: 'B' }, [], 'B'],
    [{ DOTNET_ENVIRONMENT: 'B' }, ['dotnet', 'x.dll', '--environment', 'C'], 'C'],
  ])('knows the environment: %j %j', (env, command, environment) => expect(read({ env, command }).environment).toBe(environment))

  it('knows variables of connection strings', () => {
    expect(read({ env: { SQLCONNSTR_Main: 'Server=db' } }).configuration.get('ConnectionStrings:main')?.value).toBe('Server=db')
  })
})

type Tree = string | null | readonly Tree[] | { readonly [name: string]: Tree }

const name = fc.constantFrom('Alpha', 'alpha', 'Beta', 'GAMMA', '0', '1')
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string({ maxLength: 4 }).filter((text) => !/[$#@<%{]/.test(text)),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 3 }),
  ),
}))

/** What the manual says, written out: paths in lower case, a later source wins, null hides. */
function expected(layers: readonly Tree[]): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>()
  const walk = (value: Tree, path: string): void => {
    const below = path === '' ? '' : `${path}:`
    if (value === null || typeof value === 'string') found.set(path, value)
    else for (const [key, one] of Object.entries(value)) walk(one as Tree, below + key.toLowerCase())
  }
  for (const layer of layers) walk(layer, '')
  return new Map([...found].flatMap(([path, value]): [string, string][] => (value === null ? [] : [[path, value]])))
}

describe('layers of settings', () => {
  const table = fc.dictionary(name, tree, { maxKeys: 4 })

  it('are laid together as the manual says', () => {
    fc.assert(
      fc.property(table, table, (base, own) => {
        const { configuration } = read({
          files: { '/app/appsettings.json': JSON.stringify(base), '/app/appsettings.Production.json': JSON.stringify(own, null, 2) },
        })
        const wanted = expected([base, own])
        expect(new Map(configuration.all.map(({ path, value }) => [path.toLowerCase(), value.value]))).toEqual(wanted)
        for (const [path, value] of wanted) expect(configuration.get(path.toUpperCase())?.value).toBe(value)
      }),
    )
  })

  it('never fail, on any text and any arguments', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()), (text, command, env) => {
        expect(() => read({ command, env, files: { '/app/appsettings.json': text } }).configuration.names('a')).not.toThrow()
      }),
    )
  })
})
