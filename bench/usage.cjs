// node --require: when the process ends, notes what it has used itself: seconds of CPU, and megabytes at most.
const { writeFileSync } = require('node:fs')

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const usage = { cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1024 }
  writeFileSync(process.env.SVRESET_BENCH_USAGE, JSON.stringify(usage))
})
