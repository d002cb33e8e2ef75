import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const developmentServer: Control = observed({
  id: 'component/development-server',
  concern: 'development-server',
  title: 'development server in use',
  subject: 'component',
  documentation: {
    why: 'A development server was built for one developer: it serves one caller at a time, reloads code, and was never hardened.',
    how: 'Command lines and settings that start the development server of a framework or of a product.',
    falsePositives: 'A deployment for development alone may use it, while no port of it is published.',
    fix: 'Start the production server of the framework.',
    references: ['CWE-489'],
  },
})
