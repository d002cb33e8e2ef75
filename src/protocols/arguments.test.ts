import { describe, expect, it } from 'vitest'
import { component } from '../testing/component.ts'
import { commandLine, flag, runs } from './arguments.ts'

function words(...command: readonly string[]): ReturnType<typeof commandLine> {
  return commandLine(component({ command }))
}

describe('the command line', () => {
  it('splits the line of a shell and keeps its operators', () => {
    expect(words('sh', '-c', 'sleep 5 && exec "redis-server" --port 7000').map((word) => word.value)).toEqual([
      'sh',
      '-c',
      'sleep',
      '5',
      '&&',
      'exec',
      'redis-server',
      '--port',
      '7000',
    ])
  })

  it('finds the last value of an option in any spelling', () => {
    const given = words('redis-server', '--port', '1', '--port=2')
    expect(flag(given, ['--port'])?.value?.value).toBe('2')
    expect(flag(given, ['--none'])).toBeUndefined()
  })
})

describe('runs', () => {
  it.each([
    [['redis-server', '/etc/redis.conf']],
    [['docker-entrypoint.sh', 'redis-server']],
    [['bash', '-c', 'wait.sh db:5432 -- /usr/bin/redis-server']],
    [['sh', '-c', 'apt-get install -y redis && redis-server']],
    [['sh', '-ec', 'exec redis-server']],
  ])('sees the program in %j', (command) => {
    expect(runs(words(...command), 'redis-server')).toBe(true)
  })

  it.each([
    [['bash', '-c', 'cargo install cli --no-default-features --features "postgres" && cli run']],
    [['sh', '-c', 'apk add postgres']],
    [['psql', '-h', 'postgres']],
  ])('takes neither values nor packages for programs in %j', (command) => {
    expect(runs(words(...command), 'postgres')).toBe(false)
  })
})
