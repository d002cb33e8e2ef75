import { describe, expect, it } from 'vitest'
import { plainText } from '../model/text.ts'
import { component } from '../testing/component.ts'
import { withoutDoor } from './jvm-edit.ts'

function shut(value: string, port = 1098): string | undefined {
  const edited = withoutDoor(component({ env: { OPTS: value } }), port)
  if (edited === undefined || 'cannot' in edited) return undefined
  const [change] = edited.changes
  if (change?.kind === 'variable') return 'gone'
  const text = change?.kind === 'rewritten' ? change.rewrite(value, false) : ''
  return typeof text === 'object' && 'cannot' in text ? text.cannot : plainText(text)
}

const jmx = '-Dcom.sun.management.jmxremote.port=1098 -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false'

describe('the options of a JVM', () => {
  it.each([
    [jmx, 'gone'],
    [`-Xmx1g ${jmx} -Dx=\${HOME}`, '-Xmx1g -Dx=${HOME}'],
    ['-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.port=1098', '-Dcom.sun.management.jmxremote'],
    ['-agentlib:jdwp=transport=dt_socket,server=y,address=*:1098 -Xmx1g', '-Xmx1g'],
    ['-Dcom.sun.management.jmxremote.port=10981', undefined],
    ['-Xmx1g', undefined],
  ])('%s', (value, left) => expect(shut(value)).toBe(left))
})
