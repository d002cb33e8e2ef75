import type { Change, Edited } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { ServeLogin, WantedAccount } from '../../model/want.ts'
import { scramVerifier } from '../../protocols/scram-verifier.ts'
import { isAtLeast } from '../../protocols/version.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { hbaFileOf } from './edit-access.ts'
import { ownerOf, packagingOf } from './layout.ts'
import type { ClientRole } from './roles-script.ts'
import { isPlainName, rolesFile, rolesIn, rolesScript } from './roles-script.ts'

type Cannot = Extract<Edited, { readonly cannot: string }>

/** New accounts are roles of their own; those of before that log in as the administrator go on doing so. */
export function accountChanges({ accounts, anonymous }: ServeLogin, component: Component): readonly Change[] | Cannot {
  const { input } = component
  const made = accounts.filter(({ isNew, power }) => isNew === true && power !== 'health')
  const roles = made.length === 0 ? [] : roleChanges(made, component)
  if ('cannot' in roles) return roles
  if (packagingOf(input) !== 'official') return []
  const user = variable(input, 'POSTGRES_USER')?.value ?? 'postgres'
  const own = accounts.find((account) => account.user === user)
  const password = secretVariable(input, 'POSTGRES_PASSWORD')
  const changes: Change[] = [...roles]
  if (password === undefined && own !== undefined) changes.push({ kind: 'variable', name: 'POSTGRES_PASSWORD', value: [own.password] })
  if (anonymous === 'refused' && input.env.has('POSTGRES_HOST_AUTH_METHOD')) {
    if (password === undefined && own === undefined)
      return { cannot: `the image does not start without POSTGRES_PASSWORD, and what ${user} is to have is not known`, reason: 'needs-person' }
    changes.push({ kind: 'variable', name: 'POSTGRES_HOST_AUTH_METHOD', value: undefined })
  }
  return changes
}

/** A script that the first start of a cluster runs, and a cluster that is there is given by hand or by `--apply`. */
function roleChanges(accounts: readonly WantedAccount[], component: Component): readonly Change[] | Cannot {
  const { input, version } = component
  const whom = accounts.flatMap(({ clients }) => clients).join(', ')
  if (packagingOf(input) !== 'official')
    return { cannot: `how this image runs statements is not known: CREATE ROLE for ${whom} by hand`, reason: 'needs-person' }
  if (version !== undefined && !isAtLeast(version, '10'))
    return { cannot: `PostgreSQL before 10 takes no password that is hashed with SCRAM: CREATE ROLE for ${whom} by hand`, reason: 'needs-person' }
  const hba = hbaFileOf(component)
  if (hba.namesUsers === true) return { cannot: `${hba.path} lets users in by name: add rows for ${whom}`, reason: 'needs-person' }
  const user = variable(input, 'POSTGRES_USER')?.value ?? 'postgres'
  const opened = input.open(rolesFile)
  const known = opened.state === 'text' ? rolesIn(opened.text) : []
  const roles: ClientRole[] = known.filter(({ name }) => accounts.every((account) => account.user !== name))
  for (const { user: name, password, databases = [] } of accounts) {
    if (name === undefined) return { cannot: 'a role of PostgreSQL has a name', reason: 'needs-person' }
    if (databases.length === 0) return { cannot: `which database ${name} uses is not in the files`, reason: 'needs-person' }
    const bad = [name, ...databases, user].find((each) => !isPlainName(each))
    if (bad !== undefined) return { cannot: `${bad}: a name that is to be quoted in SQL by hand`, reason: 'needs-person' }
    roles.push({ name, verifier: scramVerifier(name, password.value), databases })
  }
  // over the socket: where that asks, the password of the image's settings is given
  const secret =
    secretVariable(input, 'POSTGRES_PASSWORD')?.key.endsWith('_FILE') === true ? '$(cat "$POSTGRES_PASSWORD_FILE")' : '$POSTGRES_PASSWORD'
  return [
    { kind: 'file', path: rolesFile, text: rolesScript(roles), isSecret: true, owner: ownerOf(input) },
    {
      kind: 'run',
      words: ['sh', '-c', `PGPASSWORD="${secret}" psql -X -q -U ${user} -d postgres -f ${rolesFile}`],
      why: `where ${component.id} has data already, before its clients change (--apply does it)`,
    },
  ]
}
