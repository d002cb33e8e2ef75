import { expect, it } from 'vitest'
import { changed } from './fixture.ts'

function published(ports: string): string {
  const { drafts, outcome } = changed({ 'compose.yaml': `services:\n  web:\n    image: nginx:1.28\n    ports:\n${ports}` }, 'web', {
    kind: 'published-too',
    port: 443,
    published: 8443,
    like: 80,
  })
  return 'cannot' in outcome ? outcome.cannot : (drafts['compose.yaml'] ?? '').split('    ports:\n')[1]!
}

it('publishes one more port at the addresses of another one', () => {
  expect(published('      - "8080:80"\n')).toBe('      - "8080:80"\n      - "8443:443"\n')
  expect(published('      - "127.0.0.1:8080:80"\n      - "[::1]:8080:80"\n      - "9000:9000"\n')).toBe(
    '      - "127.0.0.1:8080:80"\n      - "[::1]:8080:80"\n      - "9000:9000"\n      - "127.0.0.1:8443:443"\n      - "[::1]:8443:443"\n',
  )
  expect(published('      - target: 80\n        published: 8080\n        host_ip: 10.0.0.1\n')).toContain('      - "10.0.0.1:8443:443"\n')
  expect(published('      - "9000:9000"\n')).toContain('is not written as a list')
})
