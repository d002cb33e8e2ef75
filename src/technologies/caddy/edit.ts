import type { EditTechnology } from '../../model/change.ts'
import { connect } from './edit-connect.ts'
import { serve } from './edit-serve.ts'
import { editSetting } from './edit-settings.ts'

/** How Caddy is changed in its Caddyfile (tried with 2.6). */
export const edit: EditTechnology = (want, component, deployment) => {
  switch (want.kind) {
    case 'setting':
      return editSetting(want, component, deployment)
    case 'serve':
      return serve(want, component)
    case 'connect':
      return connect(want, component, deployment)
    default:
      return { cannot: 'Caddy has no setting for it', reason: 'no-remedy' }
  }
}
