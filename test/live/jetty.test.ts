import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coopr } from '../../src/technologies/coopr/index.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const jar = program('/usr/share/java/jetty9-util.jar')
const java = program('/usr/bin/java')
const installed = java === undefined ? undefined : jar

describe.skipIf(isMissing(installed))(`passwords of Jetty${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('jetty')
  })
  afterAll(async () => box.stop())

  it.each(['a', 'ann1', 'Ab#9~ z', '0123456789abcdef0123456789abcdef', '~'.repeat(30)])('%s', (password) => {
    const told = box.run('/bin/sh', [
      '-c',
      'exec "$@" 2>&1',
      'sh',
      java ?? '',
      '-cp',
      jar ?? '',
      'org.eclipse.jetty.util.security.Password',
      password,
    ])
    const hidden = /^OBF:\w+$/m.exec(told)?.[0] ?? ''
    const files = { '/etc/coopr/conf/coopr-site.xml': '<configuration/>', '/etc/coopr/conf/realm.properties': `ann: ${hidden},user\n` }
    const { accounts } = coopr.read(component({ form: 'process', files }), undefined)
    expect(accounts?.map((account) => account.password?.value)).toEqual([password])
  })
})
