import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../../formats/yaml.ts'
import { leftBehind } from './compose-volumes.ts'

const service = parseYaml('volumes:\n  - /asked:rw\n  - data:/named:rw\n  - {type: volume, target: /long}\n').documents[0]

describe('volumes without a name', () => {
  it('are left behind by docker-compose 1 where neither the image nor the service asks for them', () => {
    expect(leftBehind(['/data'], [], service)).toEqual(['/data'])
    expect(leftBehind(['/data', '/asked', '/long'], ['/data'], service)).toEqual([])
    expect(leftBehind(['/data'], ['/other'], undefined)).toEqual(['/data'])
    expect(leftBehind([], [], service)).toEqual([])
  })
})
