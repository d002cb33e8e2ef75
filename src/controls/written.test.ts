import { describe, expect, it } from 'vitest'
import type { Control } from '../model/control.ts'
import { setting } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { DeployedSketch } from '../testing/deployment.ts'
import { deployment, written } from '../testing/deployment.ts'
import { talk, verdicts } from '../testing/talk.ts'
import { clearTextFile } from './secret/clear-text-file.ts'
import { inArgument } from './secret/in-argument.ts'
import { inBuild } from './secret/in-build.ts'
import { inUrl } from './secret/in-url.ts'
import { literal } from './secret/literal.ts'

const value = 'Vq7xN2mRb8kTz4LwHs9c'
const controls: readonly Control[] = [clearTextFile, inArgument, inBuild, inUrl, literal]

const fixtures: readonly [string, Control, number, Partial<ConnectionReading>, Partial<DeployedSketch>][] = [
  ['in a variable', literal, 13, { password: written(value, 13) }, { env: { DB_PASSWORD: [value, 13] } }],
  ['inside a URL', inUrl, 12, { password: written(value, 12) }, { env: { DATABASE_URL: [`postgres://app:${value}@db/app`, 12] } }],
  ['on the command line', inArgument, 5, { key: 'command', password: written(value, 5) }, { command: ['--password', value] }],
  ['in a settings file', clearTextFile, 3, { key: 'db.password', password: setting(value, { file: 'app.ini', line: 3 }) }, {}],
  ['in a build argument', inBuild, 13, {}, { isolation: { buildArguments: new Map([['NPM_TOKEN', written(value, 13)]]) } }],
  ['in a label', inBuild, 13, {}, { isolation: { labels: new Map([['app.password', written(value, 13)]]) } }],
]

describe('a secret', () => {
  it.each(fixtures)('%s is one finding of one control, and never shown', (_, expected, at, client, api) => {
    const judged = talk({ client, api })
    for (const control of controls)
      expect([control.id, ...verdicts(control, judged)]).toEqual([control.id, control === expected ? `low api ${at}` : 'pass api'])
    expect(JSON.stringify([...expected.judge(judged)])).not.toContain(value)
  })

  it("in a file of the platform's secrets passes all of them", () => {
    const judged = talk({ client: { key: 'DB_PASSWORD_FILE', password: setting(value, { file: 'password.txt', line: 1 }) } })
    for (const control of controls) expect([control.id, ...verdicts(control, judged)]).toEqual([control.id, 'pass api'])
  })

  it('without a value here passes all of them: nothing is written here', () => {
    const judged = deployment({ components: [{ id: 'api', env: { API_TOKEN: ['${API_TOKEN}', 12] } }] })
    for (const control of controls) expect([control.id, ...verdicts(control, judged)]).toEqual([control.id, 'pass api'])
  })
})
