#compdef svreset
# zsh completion for svreset:  source <(svreset completion zsh)   after compinit,
# or this file as _svreset in a directory of $fpath.
#
# svreset itself says what may follow. What it answers is never evaluated: names of services are data.

_svreset() {
  local line value kind
  local -a lines described
  lines=("${(@f)$(svreset completion zsh --answer -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  kind=$lines[1]
  shift lines
  for line in $lines; do
    # What _describe takes: a colon before the description, those of the word itself escaped.
    value=${${${line%%$'\t'*}//\\/\\\\}//:/\\:}
    [[ $line == *$'\t'* ]] && value+=":${line#*$'\t'}"
    described+=("$value")
  done
  (( $#described )) && _describe -V svreset described
  case $kind in
    files) _files ;;
    directories) _files -/ ;;
  esac
}

if [[ $funcstack[1] == _svreset ]]; then
  _svreset "$@"
else
  compdef _svreset svreset
fi
