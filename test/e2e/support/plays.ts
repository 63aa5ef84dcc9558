import type { Fleet, Play } from './fleet.js'

/** A column of the recap, by host. */
export function column({ recap }: Play, name: string): Record<string, number | undefined> {
  return Object.fromEntries(Object.entries(recap).map(([host, row]) => [host, row[name]]))
}

export function hostOf(fleet: Fleet, name: string): NonNullable<Fleet['hosts'][string]> {
  const host = fleet.hosts[name]
  if (host === undefined) throw new Error(`no host ${name}`)
  return host
}

/** What svreset says on the host itself. */
export async function verdictOn(fleet: Fleet, name: string): Promise<string> {
  return JSON.parse((await hostOf(fleet, name).drill.svreset('check', '--json')).stdout).verdict
}

/** The runs of a host, newest first. */
export async function runsOn(fleet: Fleet, name: string): Promise<{ run: string; status: string }[]> {
  return JSON.parse((await hostOf(fleet, name).drill.svreset('runs', '--json')).stdout).runs
}
