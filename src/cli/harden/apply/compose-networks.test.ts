import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../../formats/yaml.ts'
import type { ProjectNetwork } from '../../../vantages/project-networks.ts'
import { networkChanges, refuseStrangers } from './compose-networks.ts'

const network = (key: string, internal: boolean, ...services: readonly string[]): ProjectNetwork => ({
  id: `id-${key}`,
  key,
  name: `shop_${key}`,
  internal,
  members: services.map((service, at) => ({ id: String(at), name: `shop_${service}_1`, service })),
})

/** As `config` gives it: 1.29 leaves out what is usual, 2 writes it. */
function changes(config: string, ...there: readonly ProjectNetwork[]): unknown {
  const { renewed, lacking } = networkChanges(parseYaml(config).documents[0], there)
  return { renewed: renewed.map(({ key }) => key), lacking }
}

const plain =
  'services:\n  web: {image: "web:1"}\n  db: {image: "db:1", networks: {default: null, back: {aliases: [store]}}}\n  side: {network_mode: "service:db"}\n'

describe('networks of a project', () => {
  it('stay where nothing is another', () => {
    const config = `${plain}networks:\n  back: {internal: true}\n`
    expect(changes(config, network('default', false, 'web', 'db'), network('back', true, 'db'))).toEqual({ renewed: [], lacking: [] })
  })

  it('are made anew where their way out is another, and so are the containers on them', () => {
    const config = `${plain}networks:\n  back: {internal: true}\n  default: {internal: true}\n`
    expect(changes(config, network('default', false, 'web', 'db'), network('back', true, 'db'))).toEqual({
      renewed: ['default'],
      lacking: ['web', 'db'],
    })
    expect(changes(`${plain}networks: {back: }\n`, network('default', true, 'web', 'db'), network('back', false, 'db'))).toMatchObject({
      renewed: ['default'],
    })
  })

  it('are missed by containers that lost them, or never had them', () => {
    expect(changes(`${plain}networks: {back: }\n`, network('default', false, 'web'))).toEqual({ renewed: [], lacking: ['db'] })
  })

  it('of elsewhere, and those of no file, are left alone', () => {
    const config = `${plain}networks:\n  back: {external: true, name: other}\n  default: {external: {name: front}}\n`
    expect(changes(config, network('old', true, 'db'))).toEqual({ renewed: [], lacking: [] })
  })

  it('are not taken from anybody else', () => {
    expect(() => refuseStrangers(network('default', false, 'web', ''), ['web'])).toThrow('shop__1, which is no service of the files')
    expect(() => refuseStrangers(network('default', false, 'web'), ['web'])).not.toThrow()
  })
})
