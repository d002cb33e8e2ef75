import { expect, it } from 'vitest'
import { editedFiles } from '../../testing/edited.ts'
import { kerberos } from './index.ts'
import { edit } from './edit.ts'

const kdc = '/etc/krb5kdc/kdc.conf'
const acl = '/etc/krb5kdc/kadm5.acl'

function done(files: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> | string {
  const places = [{ file: 'kadm5.acl', line: 1 }]
  const all = { '/etc/krb5.conf': '[libdefaults]\n', ...files }
  return editedFiles(
    kerberos,
    edit,
    { kind: 'setting', concern: 'password-policy', key, value: '', places },
    { id: 'kdc', form: 'process', files: all },
  )
}

it('asks every principal that is made from now on for a proof, and keeps other flags', () => {
  const text =
    '[realms]\n A = {\n  max_life = 10h\n }\n # ours\n B = {\n  default_principal_flags = -forwardable -preauth\n }\n C = {\n  default_principal_flags = +preauth\n }\n'
  const after = done({ [kdc]: text }, 'default_principal_flags')
  expect(after).toMatchObject({
    [kdc]:
      '[realms]\n A = {\n  max_life = 10h\n  default_principal_flags = +preauth\n }\n # ours\n B = {\n  default_principal_flags = +preauth, -forwardable\n }\n C = {\n  default_principal_flags = +preauth\n }\n',
  })
  expect(done(after as Readonly<Record<string, string>>, 'default_principal_flags')).toEqual(after)
})

it('gives rights to administrators alone', () => {
  expect(done({ [acl]: '# ours\nbackup@A l\n*@A  * # all\n* x\n*@A i\n*/admin@A *\n' }, 'kadm5.acl')).toMatchObject({
    [acl]: '# ours\nbackup@A l\n*/admin@A  * # all\n*/admin x\n*@A i\n*/admin@A *\n',
  })
})

it('leaves what is not here', () => {
  expect(done({}, 'default_principal_flags')).toMatch(/not here/)
})
