import type { ProductLogIns } from '../../model/log-ins.ts'

export const logIns: readonly ProductLogIns[] = [
  {
    published: [
      { user: 'postgres', password: 'postgres', source: 'examples of PostgreSQL images' },
      { user: 'postgres', password: 'mysecretpassword', source: 'page of the image postgres, "How to use this image"' },
    ],
  },
]
