import { describe, expect, it } from 'vitest'
import { applyEdits } from '../formats/edit.ts'
import { readdressLine } from './readdressed.ts'

function readdressed(line: string): string {
  const text = `first\n${line}\nlast\n`
  const change = readdressLine(text, 2, 'redis', '127.0.0.1')
  return 'cannot' in change ? change.cannot : applyEdits(text, change.edits).split('\n')[1]!
}

describe('a host', () => {
  it.each([
    ['host = "redis"', 'host = "127.0.0.1"'],
    ['  LOCKER__REDIS__HOST: redis # ours', '  LOCKER__REDIS__HOST: 127.0.0.1 # ours'],
    ['      - REDIS_HOST=redis', '      - REDIS_HOST=127.0.0.1'],
    ['cluster_urls = ["redis:6379", "other:6379"]', 'cluster_urls = ["127.0.0.1:6379", "other:6379"]'],
    ['URL=redis://:secret@redis:6379/1', 'URL=redis://:secret@127.0.0.1:6379/1'],
    ['<value>jdbc:mysql://redis/loom</value>', '<value>jdbc:mysql://127.0.0.1/loom</value>'],
    ['    <value>redis:2181/loom</value>', '    <value>127.0.0.1:2181/loom</value>'],
    ['<value>redis</value>', '<value>127.0.0.1</value>'],
    ['      HOST: ${REDIS_HOST:-redis}', '      HOST: ${REDIS_HOST:-127.0.0.1}'],
    ['redis: redis', 'redis: 127.0.0.1'],
  ])('%s', (before, after) => expect(readdressed(before)).toBe(after))

  it('that stands there already stays', () => expect(readdressed('host = "127.0.0.1"')).toBe('host = "127.0.0.1"'))

  it.each(['host = "myredis"', 'host = "my-redis"', 'host = "redis.example.org"', 'host = "${REDIS_HOST}"', 'a = "redis", b = "redis"'])(
    '%s is not guessed',
    (line) => expect(readdressed(line)).toContain('line 2'),
  )
})
