import type { EditTechnology } from '../../model/change.ts'
import { connect } from './edit-connect.ts'
import { serve } from './edit-serve.ts'
import { editSetting } from './edit-settings.ts'

/** How Apache is changed in its own files (manual of 2.4): what the image itself has stays. */
export const edit: EditTechnology = (want, component, deployment) => {
  switch (want.kind) {
    case 'setting':
      return editSetting(want, component)
    case 'serve':
      return serve(want, component)
    case 'connect':
      return connect(want, component, deployment)
    case 'slow':
      return {
        cannot: 'Apache counts no requests of an address: mod_ratelimit holds back bytes. Put nginx in front, or fail2ban on its log',
      }
    default:
      return { cannot: 'Apache has no setting for it', reason: 'no-remedy' }
  }
}
