import type { EditTechnology } from '../../model/change.ts'
import { connect } from './edit-connect.ts'
import { serve } from './edit-serve.ts'
import { editSetting } from './edit-settings.ts'
import { slow } from './edit-slow.ts'

/** How nginx is changed in its own files (manual of 1.28): what the image itself has stays. */
export const edit: EditTechnology = (want, component, deployment) => {
  switch (want.kind) {
    case 'setting':
      return editSetting(want, component, deployment)
    case 'serve':
      return serve(want, component)
    case 'slow':
      return slow(want, component, deployment)
    case 'connect':
      return connect(want, component, deployment)
    default:
      return { cannot: 'nginx has no setting for it', reason: 'no-remedy' }
  }
}
