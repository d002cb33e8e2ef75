import type { Change, Edited } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ServeLogin } from '../../model/want.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { packagingOf } from './layout.ts'

/** Accounts are made in the database; the one of the image's settings is all that files can give. */
export function accountChanges(
  { accounts, anonymous }: ServeLogin,
  input: ComponentInput,
): readonly Change[] | Extract<Edited, { readonly cannot: string }> {
  const made = accounts.filter(({ isNew, power }) => isNew === true && power !== 'health')
  if (made.length > 0)
    return {
      cannot: `accounts of PostgreSQL are made in the database: CREATE ROLE for ${made.flatMap(({ clients }) => clients).join(', ')}`,
      reason: 'needs-person',
    }
  if (packagingOf(input) !== 'official') return []
  const user = variable(input, 'POSTGRES_USER')?.value ?? 'postgres'
  const own = accounts.find((account) => account.user === user)
  const password = secretVariable(input, 'POSTGRES_PASSWORD')
  const changes: Change[] = []
  if (password === undefined && own !== undefined) changes.push({ kind: 'variable', name: 'POSTGRES_PASSWORD', value: [own.password] })
  if (anonymous === 'refused' && input.env.has('POSTGRES_HOST_AUTH_METHOD')) {
    if (password === undefined && own === undefined)
      return { cannot: `the image does not start without POSTGRES_PASSWORD, and what ${user} is to have is not known`, reason: 'needs-person' }
    changes.push({ kind: 'variable', name: 'POSTGRES_HOST_AUTH_METHOD', value: undefined })
  }
  return changes
}
