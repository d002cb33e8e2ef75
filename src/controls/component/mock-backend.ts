import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const mockBackend: Control = observed({
  id: 'component/mock-backend',
  concern: 'mock-backend',
  title: 'mock backend in place of the real one',
  subject: 'component',
  documentation: {
    why: 'A mock says yes: to logins, to payments, to scans. What relies on it is unprotected, while everything looks well.',
    how: 'Settings of the product that put a mock, a fake or a dummy in the place of a real service.',
    falsePositives: 'A test deployment needs mocks. Keep its data and its accounts away from the real ones.',
    fix: 'Configure the real service.',
    references: ['CWE-489'],
  },
})
