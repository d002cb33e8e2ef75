// preloaded into a measured process: writes its CPU time (user and system, microseconds) and peak memory (KiB) to descriptor 3 when it ends
const { writeSync } = require('node:fs')
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeSync(3, `${user + system} ${process.resourceUsage().maxRSS}`)
})
