import type { EditTechnology } from '../../model/change.ts'
import { connect } from './edit-connect.ts'
import { serve } from './edit-serve.ts'
import { editSetting } from './edit-settings.ts'

/** How HAProxy is changed in its own files (manual of 2.6). */
export const edit: EditTechnology = (want, component, deployment) => {
  switch (want.kind) {
    case 'setting':
      return editSetting(want, component)
    case 'serve':
      return serve(want, component)
    case 'connect':
      return connect(want, component, deployment)
    default:
      return { cannot: 'HAProxy has no setting for it', reason: 'no-remedy' }
  }
}
