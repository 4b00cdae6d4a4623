#!/bin/bash
# Installs the named Debian packages, as root. No service is started and no PostgreSQL cluster is made: Parley starts
# servers of its own as children, and a machine's owner did not ask for others.
set -euo pipefail

policy=/usr/sbin/policy-rc.d
cluster_conf=/etc/postgresql-common/createcluster.d/parley.conf
mark='Made by Parley while it installs packages'
log=$(mktemp)

undo() {
    if [[ -f $policy ]] && grep -qF "$mark" "$policy"; then rm -f "$policy"; fi
    rm -f "$cluster_conf" "$log"
}
trap undo EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" >"$policy"
    chmod 755 "$policy"
fi
mkdir -p "${cluster_conf%/*}"
printf '# %s\ncreate_main_cluster = false\n' "$mark" >"$cluster_conf"

export DEBIAN_FRONTEND=noninteractive
apt=(apt-get -o DPkg::Lock::Timeout=300 --quiet)
echo "Installing packages (a minute or so): $*"
if ! { "${apt[@]}" update && "${apt[@]}" install --yes --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "Installing failed; apt's last words are above. By hand: apt-get install --no-install-recommends $*" >&2
    exit 3
fi
echo "Packages installed after $SECONDS s"
