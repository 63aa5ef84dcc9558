import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Whose ansible-core: that of this machine (2.14 on Debian 12), or that of Debian 13 in a root of its own. */
export const controllers = ['here', 'debian13'] as const
export type Controller = (typeof controllers)[number]

const script = fileURLToPath(new URL('../../../scripts/test-ansible.sh', import.meta.url))
const root = execFileSync('sh', [script, '--path'], { encoding: 'utf8' }).trim()

/** Why there is no such controller; null: there is. */
export function controllerLacks(controller: Controller): string | null {
  if (controller === 'debian13')
    return existsSync(root) ? null : `no second controller: sh scripts/test-ansible.sh makes ${root}`
  return existsSync('/usr/bin/ansible-playbook') ? null : 'no ansible-playbook (apt-get install ansible-core)'
}

/** The argv of ansible-playbook, in `place`. */
export function controllerArgv(
  controller: Controller,
  place: string,
  playbook: string,
  options: readonly string[],
): string[] {
  const argv = ['ansible-playbook', `svreset.fleet.${playbook}`, ...options]
  return controller === 'here'
    ? ['env', `--chdir=${place}`, ...argv]
    : ['unshare', '--mount', 'sh', '-ec', inRoot, 'sh', root, place, ...argv]
}

/** The root is only read: what it needs to write is in memory. */
const inRoot = `
root=$1 place=$2; shift 2
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
for each in /tmp /root; do mount -t tmpfs memory "$root$each"; done
[ -d "$root$place" ] || { case $place in /tmp/*) mkdir -p "$root$place" ;; *) exit 3 ;; esac; }
mount --bind "$place" "$root$place"
exec chroot "$root" env --chdir="$place" "$@"`
