import { krb5Edits } from '../../formats/edits/krb5.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import { parseFields } from '../../formats/fields.ts'
import type { Edited, EditTechnology, TextChange } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { configurationOf, isForEverybody } from './read.ts'

const flags = 'default_principal_flags'

/** kdc.conf(5) and kadm5.acl(5) of MIT Kerberos 1.20; what stands in krb5.conf is changed where it is written. */
export const edit: EditTechnology = (want, { input }) => {
  if (want.kind === 'setting' && want.key === 'kadm5.acl') return narrowed(input, want.places)
  if (want.kind === 'setting' && want.key === flags) return proving(input)
  return { cannot: 'Kerberos has no setting for it', reason: 'no-remedy' }
}

/** Rights of every principal become those of administrators, who have an instance of their own. */
function narrowed(input: ComponentInput, places: readonly Place[]): Edited {
  const { lists } = configurationOf(input, [])
  const own = lists.filter(({ file }) => places.some((place) => place.file === file))
  if (own.length === 0) return { cannot: 'the list is not found where it was', reason: 'file-cannot' }
  return {
    changes: own.map(({ path }) => ({ kind: 'edit', path, edit: administratorsAlone })),
    notes: [
      'who administers the realm needs a principal NAME/admin of his own: make it before the list is closed (`kadmin.local -q "addprinc NAME/admin"`)',
    ],
  }
}

function administratorsAlone(text: string): TextChange {
  const edits = parseFields(text).flatMap(({ fields: [principal = '', rights = ''], span: { start } }) =>
    isForEverybody(principal, rights) ? [{ start, end: start + 1, text: '*/admin' }] : [],
  )
  return { edits, notes: [] }
}

/** Principals that are made from now on have to prove that they know their key before they get anything that is encrypted with it. */
function proving(input: ComponentInput): Edited {
  const { kdc } = configurationOf(input, [])
  const [document] = kdc?.documents ?? []
  if (kdc === undefined || document === undefined) return { cannot: 'the file of the KDC is not here', reason: 'not-in-files' }
  const steps = kdc.names('realms').flatMap((realm) => {
    const [there] = kdc.values('realms', realm, flags)
    const value = there?.value ?? kdc.values('kdcdefaults', flags)[0]?.value ?? ''
    const kept = value.split(/[\s,]+/).filter((word) => word !== '' && !/^[+-]?(?:preauth|requires_preauth)$/.test(word))
    const path = ['realms', realm, flags]
    return /(?:^|[\s,])\+?(?:preauth|requires_preauth)\b/.test(value)
      ? []
      : [(now: string) => krb5Edits.set(now, path, ['+preauth', ...kept].join(', '))]
  })
  return {
    changes: [{ kind: 'edit', path: document.path, edit: (text) => inSteps(text, steps) }],
    notes: ['principals that are there keep their flags: `kadmin.local -q "modprinc +requires_preauth NAME"` for each of them'],
  }
}
