import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { marked, processesWith, waitForPrograms } from './left-programs.ts'

const patience = { wait: 0, pause: 5, now: Date.now, signal: new AbortController().signal }

describe('programs that a killed run left', () => {
  it('are known by a word of their environment, and waited for', async () => {
    const state = `/nowhere/${process.pid}`
    const child = spawn('/bin/sleep', ['60'], { stdio: 'ignore', env: { ...marked({}, state) } as Record<string, string> })
    const gone = new Promise((resolve) => child.once('exit', resolve))
    try {
      expect(processesWith(`RINGWALL_RUN=${state}`)).toEqual([child.pid])
      expect(processesWith(`RINGWALL_RUN=${state}2`)).toEqual([])
      await expect(waitForPrograms(state, patience)).rejects.toThrow(`process ${child.pid!} of the run before is still at work`)
    } finally {
      child.kill('SIGKILL')
      await gone
    }
    await waitForPrograms(state, patience)
  })
})
