/** Stands for an application that cannot be had here: it holds its ports, and lets nobody in. */
import { createServer } from 'node:http'

for (const port of process.argv.slice(2)) {
  createServer((_request, response) => {
    response.writeHead(401, { 'content-type': 'text/plain' }).end('stand-in\n')
  }).listen(Number(port))
}
process.on('SIGTERM', () => process.exit(0))
