#!/bin/sh
# ansible-fatal-goes-on.sh: Debian's ansible-core 2.14.18-0+deb12u2
#
# Expected: `serial: 1` with `any_errors_fatal: true` stops a rollout at the first host that does not answer. It is what
#   one adds to be on the safe side, and a host that fails does stop it.
# Seen: where the host cannot be reached, the rollout goes on with the next host. Without any_errors_fatal it stops, as
#   the whole batch is lost; with max_fail_percentage: 0 too. With any_errors_fatal the lost host counts twice, as
#   unreachable and as failed, and two is not the size of the batch.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -qq download ansible-core=2.14.18-0+deb12u2 python3-jinja2 python3-markupsafe python3-yaml libyaml-0-2 \
  python3-packaging python3-resolvelib python3-cryptography python3-cffi-backend openssh-client
for package in *.deb; do dpkg -x "$package" .; done
PYTHONPATH=$folder/usr/lib/python3/dist-packages
LD_LIBRARY_PATH=$(dirname "$(find "$folder" -name 'libyaml-0.so*' | head -1)")
PATH=$folder/usr/bin:$PATH
ANSIBLE_HOME=$folder/home ANSIBLE_NOCOLOR=1
export PYTHONPATH LD_LIBRARY_PATH PATH ANSIBLE_HOME ANSIBLE_NOCOLOR
cat >hosts <<'INI'
[fleet]
first
second
[fleet:vars]
ansible_connection=local
ansible_python_interpreter=/usr/bin/python3
INI
play() { # OPTION LINE OF THE TASK
  printf -- '- hosts: fleet\n  gather_facts: false\n  serial: 1\n  %s\n  tasks:\n    - %s\n' "$1" "$2" >play.yml
}
reached() { # HOW ARGUMENTS OF ansible-playbook
  /usr/bin/python3 "$folder/usr/bin/ansible-playbook" -i hosts play.yml "$@" >said 2>&1 || :
  grep -qE '^(ok|changed): \[second\]' said && echo 'goes on with the second' || echo 'stops'
}
# Nothing listens on port 1 of this machine.
lost='first ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1'
for option in 'any_errors_fatal: false' 'any_errors_fatal: true' 'max_fail_percentage: 0'; do
  play "$option" 'ansible.builtin.command: /bin/false'
  sed -i 's/^first.*/first/' hosts
  echo "$option, the first fails: $(reached)"
  play "$option" 'ansible.builtin.ping:'
  sed -i "s|^first.*|$lost|" hosts
  echo "$option, the first is lost: $(reached)"
done | tee seen
cat >expected <<'TXT'
any_errors_fatal: false, the first fails: stops
any_errors_fatal: false, the first is lost: stops
any_errors_fatal: true, the first fails: stops
any_errors_fatal: true, the first is lost: goes on with the second
max_fail_percentage: 0, the first fails: stops
max_fail_percentage: 0, the first is lost: stops
TXT
cmp seen expected
