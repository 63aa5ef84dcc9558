# bash completion for svreset:  source <(svreset completion bash)
#
# svreset itself says what may follow. What it answers is never evaluated: names of services are data.

_svreset() {
  local kind candidate quoted
  local -a files
  COMPREPLY=()
  {
    IFS= read -r kind || return
    while IFS=$'\t' read -r candidate _; do
      # With -o filenames readline quotes by itself.
      if [[ $kind == words ]]; then
        printf -v quoted %q "$candidate"
        COMPREPLY+=("$quoted")
      else
        COMPREPLY+=("$candidate")
      fi
    done
  } < <(svreset completion bash --answer -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)

  case $kind in
    files) mapfile -t files < <(compgen -f -- "$2") ;;
    directories) mapfile -t files < <(compgen -d -- "$2") ;;
    *) return ;;
  esac
  compopt -o filenames 2>/dev/null
  COMPREPLY+=("${files[@]}")
}

complete -F _svreset svreset
