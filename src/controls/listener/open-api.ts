import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const openApi: Control = observed({
  id: 'listener/open-api',
  concern: 'open-api',
  title: 'API answers without a key',
  subject: 'component',
  documentation: {
    why: 'An interface, its description or a console for queries that answers strangers gives away how the application is built, and often the data itself.',
    how: 'Settings of the product that open an interface or its documentation to callers without a login.',
    falsePositives: 'A public interface may be the purpose of the product. Then waive the finding and keep limits on its use.',
    fix: 'Demand a login for the interface, or switch it off in production.',
    references: ['OWASP API9:2023', 'CWE-306'],
  },
})
