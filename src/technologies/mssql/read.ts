import { iniStyles, parseIni } from '../../formats/ini.ts'
import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Reading } from '../../model/technology.ts'
import type { Encryption } from '../../model/vocabulary.ts'
import { openDocument, placeAt } from '../../settings/documents.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import { starts } from '../../settings/starts.ts'

export function read(input: ComponentInput): Reading {
  if (!starts(input, ['sqlservr', 'launch_sqlservr.sh', 'permissions_check.sh'], ['sqlcmd', 'bcp'])) return { role: 'job' }
  const gaps: Gap[] = []
  const password = filled(secretVariable(input, 'MSSQL_SA_PASSWORD', 'SA_PASSWORD'))
  const port = variable(input, 'MSSQL_TCP_PORT')
  return {
    listeners: [
      {
        port: port !== undefined && /^\d{1,5}$/.test(port.value) ? Number(port.value) : 1433,
        protocol: 'mssql',
        purpose: 'data',
        tls: encryption(input, gaps),
        authentication: byDefault(
          'password',
          'SQL Server always asks for a login, and its image does not start without a password for sa',
          password?.value.trail ?? [input.at],
        ),
      },
    ],
    accounts: password === undefined ? [] : [{ password: password.value, power: 'administrator', key: password.key, port: 1433 }],
    stores: [{ path: '/var/opt/mssql', holds: 'data' }],
    image: { runsAs: 'user', healthcheck: false },
    gaps,
  }
}

/** network.forceencryption in mssql.conf; without it a client decides, with a certificate that the server makes itself. */
function encryption(input: ComponentInput, gaps: Gap[]): Fact<Encryption> {
  const document = openDocument(input, '/var/opt/mssql/mssql.conf', gaps)
  const forced =
    document === undefined
      ? undefined
      : parseIni(document.text, iniStyles.python).entries.findLast(
          ({ section, key }) => section === 'network' && key.toLowerCase() === 'forceencryption',
        )
  if (document !== undefined && forced?.value?.trim() === '1') return configured('required', [placeAt(document, forced.span), ...document.mount])
  return byDefault('optional', 'SQL Server leaves TLS to the client unless network.forceencryption is 1 (2017 and later)', [
    document === undefined ? input.at : { file: document.file, line: 1 },
  ])
}
