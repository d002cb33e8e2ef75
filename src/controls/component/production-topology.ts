import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const productionTopology: Control = observed({
  id: 'component/production-topology',
  concern: 'production-topology',
  title: 'product does not run as it is meant to in production',
  subject: 'component',
  documentation: {
    why: 'Products have a simple form for a first try: everything in one process, without a copy, without a queue. It loses data and stops with the first fault.',
    how: 'Settings of the product that choose the simple form, where its makers ask for another one in production.',
    falsePositives: 'A small team may accept that the service stops for an hour. Waive it.',
    fix: 'Choose the form that the manual names for production.',
    references: ['CWE-1188'],
  },
})
