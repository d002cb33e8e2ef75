/** `npm run build`: bundles the starter and the program, then keeps the compiled code beside it. */
import { build } from 'rolldown'
import config from '../rolldown.config.ts'

await build([...config])
await import('./code-cache.ts')
