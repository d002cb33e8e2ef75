import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { airflowCfg } from '../../src/technologies/airflow/cfg.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const python = program('/usr/bin/python3')

/** What configparser gives for every option, as Airflow's subclass asks it (names in their own case); null where it refuses. */
const dump = `
import configparser, json, os, sys
parser = configparser.ConfigParser()
parser.optionxform = str
parser.read_string(sys.stdin.read())
found = []
for section in parser.sections():
    for key in parser[section]:
        try: value = os.path.expandvars(parser.get(section, key))
        except configparser.InterpolationError: value = None
        found.append([section, key, value])
print(json.dumps(found))
`

const configurations: Readonly<Record<string, string>> = {
  defaults: '[core]\nexecutor = SequentialExecutor\nload_examples = True\nfernet_key =\n[webserver]\nbase_url = http://localhost:8080\n',
  'vendor hardened':
    '# a comment\n[core]\nfernet_key_cmd = cat /run/secrets/fernet\nload_examples = False\n\n[webserver]\ncookie_secure = True\nsecret_key_cmd=cat /x\n; another\n[api]\nauth_backends = airflow.api.auth.backend.session\n',
  weak: '[webserver]\nexpose_config: True\nsecret_key: temporary_key\n[api]\nauth_backends : airflow.api.auth.backend.default\n',
  'values in values':
    '[DEFAULT]\nhome = /srv\nname = %(user)s\nuser = a%%b\n[database]\nhost = db\npassword = 100%%\nsql_alchemy_conn = postgresql://%(user)s:%(password)s@%(host)s/%(name)s\nbad = 50% off\nmissing = %(nothing)s\nloop = %(loop)s\nhalf = %(host\n',
  'strange but legal':
    '[ spaced ]\nA = upper\na = lower\nlist = one,\n   two ; no comment\n   # left out\n   three\n\n\tfour\nequals = a = b : c\nquoted = "kept"\nempty =\n  filled below\nhash = a # b\n[Core]\nkey= $HOME/${NOT_SET}x\n indented = part of key\n[core]\n   key = own\n',
  'line ends and blanks': '[a]\r\nb = c  \r\n  d\r\n\r\ne=f\r\n[g]\r\n',
}

describe.skipIf(isMissing(python))(`configparser of Python${reason(python)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('configparser')
  })
  afterAll(async () => box.stop())

  it.each(Object.entries(configurations))('gives the same values: %s', (_name, text) => {
    const theirs = JSON.parse(box.run(python ?? '', ['-I', '-S', '-c', dump], text)) as readonly (readonly [string, string, string | null])[]
    const input = component({ env: { HOME: box.folder }, files: { '/opt/airflow/airflow.cfg': text } })
    const cfg = airflowCfg(input, '/opt/airflow/airflow.cfg', [])
    const ours = theirs.map(([section, key]) => {
      const found = cfg?.(section, key)
      return [section, key, found?.value === '<value>' ? null : found?.value]
    })
    expect(ours).toEqual(theirs)
    expect(theirs.length).toBeGreaterThanOrEqual(2)
  })
})
